#include "recommend/product_rankings.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "lookup/top_hits.h"

namespace suggestd::recommend {
namespace {

class DirectionRanking final : public Ranking {
 public:
  DirectionRanking(const learn::Snapshot& snapshot, ProductRow product)
      : snapshot_(snapshot), product_(product) {}

  // The cosine is a bound of the score, so once the k-th best beats the last cosine, nothing is missed.
  std::vector<lookup::Hit> top(std::size_t k, const lookup::Bitmap& allowed) const override {
    for (std::size_t looked_at = 2 * k + 16;; looked_at *= 4) {
      const auto near = snapshot_.directions.top_k(snapshot_.directions.row(product_), looked_at, &allowed);
      lookup::TopHits best(k);
      for (const lookup::Hit& hit : near) {
        if (hit.score > 0) best.offer({hit.row, hit.score * trust(hit.row)});
      }
      std::vector<lookup::Hit> hits = best.take();
      const bool all_seen = near.size() < looked_at || near.back().score <= 0;
      if (all_seen || (hits.size() == k && hits.back().score >= near.back().score)) return hits;
    }
  }
  std::vector<std::string> reasons(std::span<const lookup::Hit> hits) const override {
    return std::vector<std::string>(hits.size(), "liked by the same people");
  }

 private:
  // A product that one person bought points exactly where that person does, which says little.
  float trust(ProductRow row) const {
    const auto buyers = static_cast<float>(snapshot_.latest_buyers(row).size());
    return (buyers + 2) / (buyers + 4);
  }

  const learn::Snapshot& snapshot_;
  ProductRow product_;
};

// Two orders that hold a product which hardly anyone buys say little: as if it had been bought so much more.
constexpr double kDoubt = 30;

bool holds(std::span<const learn::BasketLine> lines, ProductRow product) {
  const auto line =
      std::lower_bound(lines.begin(), lines.end(), product,
                       [](const learn::BasketLine& a, ProductRow row) { return a.product < row; });
  return line != lines.end() && line->product == product;
}

struct Vote {
  double weight = 0;
  std::uint32_t orders = 0;
};
// By product, and the product that it was bought with or after.
using Votes = std::map<std::pair<ProductRow, ProductRow>, Vote>;

void add_basket(std::span<const learn::BasketLine> lines, ProductRow source, Votes& votes) {
  const double weight = 1 / std::log1p(static_cast<double>(lines.size()));
  for (const learn::BasketLine& line : lines) {
    Vote& vote = votes[{line.product, source}];
    vote.weight += weight;
    ++vote.orders;
  }
}

void add_same_orders(const learn::History& history, ProductRow product, Votes& votes) {
  for (const learn::Basket& basket : history.baskets) {
    const std::span<const learn::BasketLine> lines = history.lines_of(basket);
    if (lines.size() >= 2 && holds(lines, product)) add_basket(lines, product, votes);
  }
}

void add_next_orders(const learn::History& history, ProductRow product, Votes& votes) {
  for (std::size_t i = 0; i + 1 < history.baskets.size(); ++i) {
    if (!holds(history.lines_of(history.baskets[i]), product)) continue;
    add_basket(history.lines_of(history.baskets[i + 1]), product, votes);
  }
}

// How products were bought with, or after, those that a list is about.
class VotedRanking final : public Ranking {
 public:
  VotedRanking(const learn::Snapshot& snapshot, Votes votes, const char* lane, const char* words)
      : snapshot_(snapshot), votes_(std::move(votes)), lane_(lane), words_(words) {
    for (const auto& [pair, vote] : votes_) {
      if (hits_.empty() || hits_.back().row != pair.first) hits_.push_back({pair.first, 0});
      hits_.back().score += static_cast<float>(share(pair.first, vote));
    }
    std::sort(hits_.begin(), hits_.end(), [](const lookup::Hit& a, const lookup::Hit& b) {
      return a.score != b.score ? a.score > b.score : a.row < b.row;
    });
  }

  std::vector<lookup::Hit> top(std::size_t k, const lookup::Bitmap& allowed) const override {
    std::vector<lookup::Hit> best;
    for (const lookup::Hit& hit : hits_) {
      if (best.size() == k) break;
      if (allowed.contains(hit.row)) best.push_back(hit);
    }
    return best;
  }

  std::vector<std::string> reasons(std::span<const lookup::Hit> hits) const override {
    std::vector<std::string> reasons;
    for (const lookup::Hit& hit : hits) {
      std::uint32_t orders = 0;
      for (auto vote = first_of(hit.row); is_of(vote, hit.row); ++vote) orders += vote->second.orders;
      reasons.push_back(orders == 1 ? words_ : fmt::format("{}, {} times", words_, orders));
    }
    return reasons;
  }

  std::vector<TracePart> trace(ProductRow row) const override {
    std::vector<TracePart> parts;
    for (auto vote = first_of(row); is_of(vote, row); ++vote) {
      parts.push_back({lane_, snapshot_.products.id(vote->first.second), share(row, vote->second)});
    }
    return parts;
  }

 private:
  Votes::const_iterator first_of(ProductRow row) const { return votes_.lower_bound({row, ProductRow{0}}); }
  bool is_of(Votes::const_iterator vote, ProductRow row) const {
    return vote != votes_.end() && vote->first.first == row;
  }
  double share(ProductRow row, const Vote& vote) const {
    return vote.weight / std::sqrt(snapshot_.product(row).popular.count() + kDoubt);
  }

  const learn::Snapshot& snapshot_;
  Votes votes_;
  std::string lane_;
  std::string words_;
  std::vector<lookup::Hit> hits_;  // best first
};

using AddVotes = void (*)(const learn::History&, ProductRow, Votes&);

// Null if no order votes for anything but the products themselves.
RankingPtr voted_ranking(const learn::Snapshot& snapshot, std::span<const ProductRow> products, AddVotes add,
                         const char* lane, const char* words) {
  Votes votes;
  for (const ProductRow product : products) {
    for (const UserRow buyer : snapshot.latest_buyers(product)) {
      if (const learn::PersonState* person = snapshot.person(buyer)) add(person->history, product, votes);
    }
  }
  std::erase_if(votes, [&](const auto& vote) {
    return std::find(products.begin(), products.end(), vote.first.first) != products.end();
  });
  if (votes.empty()) return nullptr;
  return std::make_unique<VotedRanking>(snapshot, std::move(votes), lane, words);
}

}  // namespace

RankingPtr similar_ranking(const learn::Snapshot& snapshot, ProductRow product) {
  if (!snapshot.directions.contains(product)) return nullptr;
  return std::make_unique<DirectionRanking>(snapshot, product);
}

RankingPtr bought_together_ranking(const learn::Snapshot& snapshot, std::span<const ProductRow> products) {
  return voted_ranking(snapshot, products, add_same_orders, "bought-together", "bought in the same order");
}

RankingPtr bought_next_ranking(const learn::Snapshot& snapshot, std::span<const ProductRow> products) {
  return voted_ranking(snapshot, products, add_next_orders, "bought-next", "bought in the order after");
}

}  // namespace suggestd::recommend
