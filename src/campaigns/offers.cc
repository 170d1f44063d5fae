#include "campaigns/offers.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "base/parallel.h"
#include "campaigns/limits.h"
#include "recommend/recommender.h"
#include "records/category_path.h"

namespace suggestd::campaigns {
namespace {

// People of one block, between two tellings; and of one piece of a thread's work.
constexpr std::size_t kPeoplePerBlock = 1024;
constexpr std::size_t kPeoplePerPiece = 16;
// The candidates of a person: ten times what they get, so that caps leave them something.
constexpr std::size_t kCandidatesPerPlace = 10;
constexpr std::size_t kLeastCandidates = 50;
constexpr std::size_t kMostCandidatesOfOne = 200;

// --- The worth of a person

double orders_lately(const learn::PersonState* person, Timestamp now) {
  if (person == nullptr) return 0;
  const Timestamp from = now - std::chrono::days(kActivityDays);
  return static_cast<double>(std::ranges::count_if(
      person->history.baskets, [&](const learn::Basket& basket) { return basket.at >= from; }));
}

// How often people ordered lately, beside their mean; half an order is added to each, so that somebody without one is
// worth something.
std::vector<double> activities(const learn::Snapshot& snapshot, const std::vector<std::string>& people,
                               Timestamp now) {
  constexpr double kHalfAnOrder = 0.5;
  std::vector<double> orders;
  double sum = 0;
  for (const std::string& id : people) {
    orders.push_back(orders_lately(snapshot.person(PersonIdKind::user, id), now) + kHalfAnOrder);
    sum += orders.back();
  }
  const double mean = people.empty() ? 1 : sum / static_cast<double>(people.size());
  for (double& one : orders) one = std::clamp(one / mean, 0.1, 10.0);
  return orders;
}

// --- Candidates

class CandidateMaker {
 public:
  CandidateMaker(const OfferRequest& request, const learn::Snapshot& snapshot)
      : snapshot_(snapshot), uptake_(*request.uptake) {
    list_.limit = std::clamp<std::size_t>(request.campaign->per_person * kCandidatesPerPlace,
                                          kLeastCandidates, kMostCandidatesOfOne);
    list_.filter = request.campaign->filter;
    list_.candidates = request.campaign->product_ids;
    list_.now = request.now;
    if (request.scenario != nullptr) list_ = with_scenario(*request.scenario, std::move(list_));
  }

  // Products are rows of the snapshot here.
  Result<std::vector<Candidate>> of(const std::string& user_id, double activity) const {
    recommend::Request request = list_;
    request.user_id = user_id;
    const Result<recommend::Answer> answer = recommend::recommend(snapshot_, request);
    if (!answer) return answer.error();
    std::vector<Candidate> candidates;
    for (const auto& item : answer->items) {
      const double chance = uptake_.chance(static_cast<std::uint32_t>(candidates.size() + 1), activity);
      candidates.push_back({index(item.row), static_cast<float>(chance)});
    }
    return candidates;
  }

 private:
  const learn::Snapshot& snapshot_;
  const UptakeModel& uptake_;
  recommend::Request list_;
};

using CandidatesOfPeople = std::vector<std::vector<Candidate>>;

Result<CandidatesOfPeople> candidates_of_block(const CandidateMaker& maker,
                                               const std::vector<std::string>& people,
                                               const std::vector<double>& activity, std::size_t begin,
                                               const Control& control) {
  const std::size_t count = std::min(kPeoplePerBlock, people.size() - begin);
  CandidatesOfPeople candidates(count);
  std::vector<std::optional<Error>> errors(chunk_count(count, kPeoplePerPiece));
  parallel_for(count, kPeoplePerPiece, control.threads, [&](const Chunk& chunk) {
    for (std::size_t i = chunk.begin; i < chunk.end && !control.stop_asked(); ++i) {
      Result<std::vector<Candidate>> made = maker.of(people[begin + i], activity[begin + i]);
      if (!made) {
        errors[chunk.index] = made.error();
        return;
      }
      candidates[i] = *std::move(made);
    }
  });
  if (control.stop_asked()) return Error(ErrorKind::busy, "the lists were asked to stop");
  for (std::optional<Error>& error : errors) {
    if (error) return *std::move(error);
  }
  return candidates;
}

// Gives the rows of products dense numbers in the order in which they come.
class ProductNumbers {
 public:
  explicit ProductNumbers(std::vector<ProductRow>& products) : products_(products) {}

  void renumber(std::vector<Candidate>& candidates) {
    for (Candidate& one : candidates) {
      const auto [entry, is_new] = numbers_.emplace(one.product, products_.size());
      if (is_new) products_.push_back(static_cast<ProductRow>(one.product));
      one.product = static_cast<std::uint32_t>(entry->second);
    }
  }

 private:
  std::vector<ProductRow>& products_;
  std::unordered_map<std::uint32_t, std::size_t> numbers_;
};

// --- Caps

class CapMaker {
 public:
  CapMaker(const OfferRequest& request, const learn::Snapshot& snapshot, Offers& offers)
      : campaign_(*request.campaign),
        first_place_(request.uptake->first()),
        share_(request.cap_share),
        snapshot_(snapshot),
        offers_(offers) {}

  void add_all() {
    offers_.problem.caps_of.resize(offers_.products.size());
    for (std::size_t product = 0; product < offers_.products.size(); ++product) {
      const ProductRow row = offers_.products[product];
      if (const auto most = most_of(row))
        put_under(product, add(snapshot_.products.id(row), "product", *most));
    }
    for (const GroupCap& cap : campaign_.group_caps) add_group(cap);
  }

 private:
  const Product* product_of(ProductRow row) const {
    return snapshot_.catalog.contains(row) ? &snapshot_.catalog.product(row) : nullptr;
  }

  std::optional<std::uint64_t> most_of(ProductRow row) const {
    std::optional<std::uint64_t> most = campaign_.product_cap;
    const Product* product = product_of(row);
    if (!campaign_.stock_caps || product == nullptr || !product->stock) return most;
    const auto stock = static_cast<double>(std::max<std::int64_t>(0, *product->stock));
    const auto served = static_cast<std::uint64_t>(stock / first_place_);
    return most ? std::min(*most, served) : served;
  }

  std::uint32_t add(std::string of, std::string_view kind, std::uint64_t most) {
    offers_.caps.push_back({kind, std::move(of)});
    offers_.problem.caps.push_back(static_cast<std::uint64_t>(static_cast<double>(most) * share_));
    return static_cast<std::uint32_t>(offers_.caps.size() - 1);
  }
  void put_under(std::size_t product, std::uint32_t cap) { offers_.problem.caps_of[product].push_back(cap); }

  // The groups of a product that the cap is about: the one that it names, or the product's own of each kind.
  std::vector<std::string> groups_of(const Product& product, const GroupCap& cap) const {
    std::vector<std::string> groups;
    if (cap.attribute == GroupAttribute::brand) {
      if (!product.brand.empty()) groups.push_back(product.brand);
    } else {
      for (const std::string& path : product.categories) {
        std::vector<std::string> levels = category_levels(path);
        if (cap.value.empty()) levels.resize(std::min<std::size_t>(1, levels.size()));
        std::ranges::move(levels, std::back_inserter(groups));
      }
    }
    const std::string named = cap.attribute == GroupAttribute::brand ? cap.value : category_name(cap.value);
    if (!cap.value.empty()) std::erase_if(groups, [&](const std::string& group) { return group != named; });
    std::ranges::sort(groups);
    groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
    return groups;
  }

  void add_group(const GroupCap& cap) {
    std::map<std::string, std::uint32_t> caps;
    for (std::size_t product = 0; product < offers_.products.size(); ++product) {
      const Product* known = product_of(offers_.products[product]);
      if (known == nullptr) continue;
      for (const std::string& group : groups_of(*known, cap)) {
        const auto [entry, is_new] = caps.emplace(group, 0);
        if (is_new) entry->second = add(group, group_attribute_name(cap.attribute), cap.most);
        put_under(product, entry->second);
      }
    }
  }

  const Campaign& campaign_;
  const double first_place_;
  const double share_;
  const learn::Snapshot& snapshot_;
  Offers& offers_;
};

}  // namespace

Result<Offers> make_offers(const OfferRequest& request, const learn::Snapshot& snapshot,
                           const std::vector<std::string>& people, const Control& control) {
  Offers offers;
  offers.problem.per_person = request.campaign->per_person;
  const CandidateMaker maker(request, snapshot);
  offers.activity = activities(snapshot, people, request.now);
  ProductNumbers numbers(offers.products);
  for (std::size_t begin = 0; begin < people.size(); begin += kPeoplePerBlock) {
    control.tell("making lists", begin, people.size());
    Result<CandidatesOfPeople> block = candidates_of_block(maker, people, offers.activity, begin, control);
    if (!block) return std::move(block).error();
    for (std::vector<Candidate>& theirs : *block) {
      numbers.renumber(theirs);
      offers.problem.add_person(theirs);
    }
    if (offers.problem.candidates.size() > kMostCandidates) break;  // check() says so
  }
  CapMaker(request, snapshot, offers).add_all();
  if (offers.caps.size() > limits::kCampaignPrices.most) {
    return invalid(
        fmt::format("{} caps on products, brands and categories; a run may have {}; choose fewer products",
                    offers.caps.size(), limits::kCampaignPrices.most));
  }
  if (Status good = check(offers.problem); !good) return std::move(good).error();
  return offers;
}

}  // namespace suggestd::campaigns
