#include "evaluate/last_basket.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <numeric>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/parallel.h"
#include "evaluate/basket_people.h"
#include "evaluate/offline_shop.h"
#include "evaluate/single_scores.h"
#include "evaluate/split.h"
#include "model/blend/learned_blend.h"

namespace suggestd::evaluate {
namespace {

using Clock = std::chrono::steady_clock;

const Timestamp kPrediction{std::chrono::hours(24 * 365 * 50)};
constexpr std::chrono::hours kBetweenBaskets{24 * 7};

struct DatedBasket {
  Timestamp at;
  const std::string* user;
  const Basket* products;
};

// The baskets that are learned, in the order of a log.
std::vector<DatedBasket> training_baskets(const std::vector<UserBaskets>& users) {
  std::vector<DatedBasket> dated;
  for (const UserBaskets& user : users) {
    const std::size_t learned = user.baskets.size() - 1;
    for (std::size_t b = 0; b < learned; ++b) {
      const auto weeks_before = static_cast<std::int64_t>(learned - b);
      dated.push_back({kPrediction - kBetweenBaskets * weeks_before, &user.user, &user.baskets[b]});
    }
  }
  std::stable_sort(dated.begin(), dated.end(),
                   [](const DatedBasket& a, const DatedBasket& b) { return a.at < b.at; });
  return dated;
}

std::unordered_map<std::string, std::size_t> count_people(const std::vector<UserBaskets>& users) {
  std::unordered_map<std::string, std::size_t> people_with;
  for (const UserBaskets& user : users) {
    std::set<std::string_view> mine;
    for (std::size_t b = 0; b + 1 < user.baskets.size(); ++b)
      mine.insert(user.baskets[b].begin(), user.baskets[b].end());
    for (const std::string_view product : mine) ++people_with[std::string(product)];
  }
  return people_with;
}

std::size_t count_products(const std::vector<UserBaskets>& users) {
  std::set<std::string_view> products;
  for (const UserBaskets& user : users) {
    for (const Basket& basket : user.baskets) products.insert(basket.begin(), basket.end());
  }
  return products.size();
}

// The people who are scored, evenly spread.
std::vector<std::size_t> scored_people(std::size_t people, std::size_t sample) {
  const std::size_t count = sample == 0 ? people : std::min(sample, people);
  std::vector<std::size_t> scored;
  for (std::size_t i = 0; i < count; ++i) scored.push_back(i * people / count);
  return scored;
}

using Lists = std::vector<std::vector<std::string>>;  // one a scored person

Result<Lists> shop_lists(const OfflineShop& shop, const std::vector<UserBaskets>& users,
                         const std::vector<std::size_t>& scored, std::size_t at, double diversity) {
  recommend::Request request;
  request.limit = at;
  request.diversity = diversity;
  request.include_bought = true;
  request.now = kPrediction;
  Lists lists;
  for (const std::size_t person : scored) {
    request.user_id = users[person].user;
    Result<std::vector<std::string>> list = shop.list(request);
    if (!list) return std::move(list).error();
    lists.push_back(std::move(*list));
  }
  return lists;
}

// Scoring every product by every lane takes most of the time on a large set, so at most this many people are
// scored so.
constexpr std::size_t kLanePeople = 5'000;

struct BlendLists {
  Lists blend;
  std::size_t lane_stride = 1;  // the lanes' lists are made for every lane_stride-th scored person
  std::vector<std::pair<std::string, Lists>> single;
};

// Calls visit(i, products, ranker) for the i-th scored person's list; the ranker still sees the person. From
// several threads.
template <class Visit>
void rank_people(const model::LearnedBlend& blend, const BasketPeople& data,
                 const std::vector<std::size_t>& scored, std::size_t at, std::size_t threads,
                 const Visit& visit) {
  std::vector<std::unique_ptr<model::BlendRanker>> rankers(threads);
  parallel_for(scored.size(), 8, threads, [&](const Chunk& chunk) {
    std::unique_ptr<model::BlendRanker>& ranker = rankers[chunk.worker];
    if (ranker == nullptr) ranker = std::make_unique<model::BlendRanker>(blend);
    for (std::size_t i = chunk.begin; i < chunk.end; ++i) {
      const auto person = static_cast<std::uint32_t>(scored[i]);
      std::vector<std::string> products;
      for (const model::BlendHit& hit : ranker->top(data.people[person], 0, person, at))
        products.push_back(data.product(hit.item));
      visit(i, std::move(products), *ranker);
    }
  });
}

Lists ranked_by(const model::LearnedBlend& blend, const BasketPeople& data,
                const std::vector<std::size_t>& scored, std::size_t at, std::size_t threads) {
  Lists lists(scored.size());
  rank_people(blend, data, scored, at, threads,
              [&](std::size_t i, std::vector<std::string> products, const model::BlendRanker&) {
                lists[i] = std::move(products);
              });
  return lists;
}

BlendLists blend_lists(const model::LearnedBlend& blend, const BasketPeople& data,
                       const std::vector<std::size_t>& scored, std::size_t at, std::size_t threads) {
  const std::vector<NamedScore> scores = single_scores(blend.lanes);
  BlendLists lists;
  lists.blend.resize(scored.size());
  lists.lane_stride = (scored.size() + kLanePeople - 1) / kLanePeople;
  for (const NamedScore& named : scores) lists.single.emplace_back(named.name, Lists(scored.size()));
  rank_people(blend, data, scored, at, threads,
              [&](std::size_t i, std::vector<std::string> products, const model::BlendRanker& ranker) {
                lists.blend[i] = std::move(products);
                if (i % lists.lane_stride != 0) return;
                for (std::size_t s = 0; s < scores.size(); ++s)
                  lists.single[s].second[i] = best_by(scores[s].score, ranker.view(), data, at);
              });
  return lists;
}

// Measures lists against the last baskets.
class Judge {
 public:
  Judge(const std::vector<UserBaskets>& users, const std::vector<std::size_t>& scored, std::size_t at)
      : users_(users),
        scored_(scored),
        at_(at),
        people_with_(count_people(users)),
        products_(count_products(users)) {}

  // The quality of the lists of every `stride`-th scored person.
  Quality quality(const Lists& lists, std::size_t stride = 1) const {
    QualityAdder adder(at_, products_, users_.size(), people_with_);
    for (std::size_t i = 0; i < scored_.size(); i += stride)
      adder.add(lists[i], users_[scored_[i]].baskets.back());
    return adder.quality();
  }

 private:
  const std::vector<UserBaskets>& users_;
  const std::vector<std::size_t>& scored_;
  std::size_t at_;
  std::unordered_map<std::string, std::size_t> people_with_;
  std::size_t products_;
};

// The mean cosine between the factors of two products of one list, over all pairs of all lists.
double mean_likeness(const learn::Snapshot& snapshot, const Lists& lists) {
  double sum = 0;
  std::size_t pairs = 0;
  for (const std::vector<std::string>& list : lists) {
    std::vector<std::span<const float>> directions;
    for (const std::string& product : list) {
      const auto row = snapshot.products.find(product);
      if (row && snapshot.directions.contains(*row)) directions.push_back(snapshot.directions.row(*row));
    }
    for (std::size_t a = 0; a < directions.size(); ++a) {
      for (std::size_t b = 0; b < a; ++b) {
        sum += std::inner_product(directions[a].begin(), directions[a].end(), directions[b].begin(), 0.0);
        ++pairs;
      }
    }
  }
  return pairs == 0 ? 0 : sum / static_cast<double>(pairs);
}

constexpr int kDiversitySteps = 10;

Status measure_diversity(const OfflineShop& shop, const std::vector<UserBaskets>& users,
                         const std::vector<std::size_t>& scored, const Judge& judge, Report& report) {
  for (int step = 0; step <= kDiversitySteps; ++step) {
    const double diversity = static_cast<double>(step) / kDiversitySteps;
    const Result<Lists> lists = shop_lists(shop, users, scored, report.at, diversity);
    if (!lists) return lists.error();
    report.diversity.push_back({diversity, judge.quality(*lists), mean_likeness(shop.snapshot(), *lists)});
  }
  return {};
}

// The lists that the server would give.
Status score_shop(const LastBasketOptions& options, const std::vector<UserBaskets>& users,
                  const std::vector<std::size_t>& scored, std::size_t threads, Report& report) {
  OfflineShop shop(options.model);
  for (const DatedBasket& basket : training_baskets(users))
    shop.add_order(*basket.user, *basket.products, basket.at);
  report.train_seconds = shop.train() + shop.fit_blend(threads);
  if (options.progress) options.progress(fmt::format("trained in {:.1f} s", report.train_seconds));
  const Clock::time_point start = Clock::now();
  const Result<Lists> lists = shop_lists(shop, users, scored, options.at, 0);
  if (!lists) return lists.error();
  const std::chrono::duration<double, std::micro> spent = Clock::now() - start;
  report.microseconds_per_list = spent.count() / static_cast<double>(scored.size());
  const Judge judge(users, scored, options.at);
  report.blend = judge.quality(*lists);
  const auto& blend = shop.snapshot().blend;
  report.settings["blend"] = blend != nullptr && !blend->choices.all.empty() ? "learned" : "fixed";
  if (options.diversity) return measure_diversity(shop, users, scored, judge, report);
  return {};
}

}  // namespace

Result<Report> evaluate_last_basket(const LastBasketOptions& options) {
  Result<std::vector<UserBaskets>> users = read_baskets(options.file);
  if (!users) return std::move(users).error();
  return evaluate_last_basket(*std::move(users), options);
}

Result<Report> evaluate_last_basket(std::vector<UserBaskets> users, const LastBasketOptions& options) {
  std::erase_if(users, [](const UserBaskets& user) { return user.baskets.size() < 2; });
  if (users.empty()) return invalid(options.file.string() + ": nobody has two baskets");
  const std::vector<std::size_t> scored = scored_people(users.size(), options.sample_users);
  Report report;
  report.protocol = "last-basket";
  report.at = options.at;
  report.settings["dimensions"] = fmt::format("{}", options.model.factors.dim);

  const std::size_t threads = options.model.threads == 0 ? default_thread_count() : options.model.threads;
  const BasketPeople data = all_but_last(users);
  model::BlendOptions blend_options;
  blend_options.lanes = {options.model.factors, options.model.neighbours.cooccurrence,
                         options.model.neighbours.sparse_linear};
  if (Status served = score_shop(options, users, scored, threads, report); !served) return served.error();
  const std::optional<model::LearnedBlend> blend =
      model::learn_blend(data.people, data.items(), 0, blend_options, threads);
  if (!blend) return report;
  const BlendLists lists = blend_lists(*blend, data, scored, options.at, threads);
  const Judge judge(users, scored, options.at);
  for (const auto& [name, single] : lists.single)
    report.lanes[name] = judge.quality(single, lists.lane_stride);
  if (options.ablate) report.lanes["all parts"] = judge.quality(lists.blend);
  for (std::size_t part = 0; options.ablate && part < model::kBlendParts; ++part) {
    blend_options.without = static_cast<model::BlendPart>(part);
    const auto rest = model::learn_blend(data.people, data.items(), 0, blend_options, threads);
    if (!rest) continue;  // without the part, it is no better than the fixed sum
    const std::string name = fmt::format("without {}", model::blend_part_name(*blend_options.without));
    report.lanes[name] = judge.quality(ranked_by(*rest, data, scored, options.at, threads));
    if (options.progress) options.progress(name);
  }
  return report;
}

}  // namespace suggestd::evaluate
