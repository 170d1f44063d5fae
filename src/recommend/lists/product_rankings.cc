#include "recommend/lists/product_rankings.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "lookup/top_hits.h"

namespace suggestd::recommend {
namespace {

class DirectionRanking final : public Ranking {
 public:
  DirectionRanking(const learn::Snapshot& snapshot, ProductRow product)
      : snapshot_(snapshot), product_(product) {}

  // The cosine is an upper bound of the score, so no product is missed once the k-th best score is above the
  // last cosine.
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
  Statements reasons(std::span<const lookup::Hit> hits) const override {
    Statements reasons;
    for (const lookup::Hit& hit : hits) reasons.push_back({reason_for(hit.row)});
    return reasons;
  }
  std::uint64_t top_cost(std::size_t k, std::size_t allowed) const override {
    return k + allowed / kScannedPerUnit;
  }

 private:
  StatementCode reason_for(ProductRow row) const {
    if (liked_by_same(product_, row) || liked_by_same(row, product_)) return StatementCode::liked_by_same;
    const bool both = !snapshot_.latest_buyers(row).empty() && !snapshot_.latest_buyers(product_).empty();
    return both ? StatementCode::liked_by_alike : StatementCode::like_by_catalogue;
  }
  bool liked_by_same(ProductRow one, ProductRow other) const {
    const auto likes = [&](UserRow buyer) {
      const learn::PersonState* person = snapshot_.person(buyer);
      return person != nullptr && std::ranges::binary_search(person->learned.columns, index(other));
    };
    return std::ranges::any_of(snapshot_.latest_buyers(one), likes);
  }

  // The vector of a product with one buyer points where that buyer's does, which is little evidence of
  // likeness.
  float trust(ProductRow row) const {
    const auto buyers = static_cast<float>(snapshot_.latest_buyers(row).size());
    return (buyers + 2) / (buyers + 4);
  }

  const learn::Snapshot& snapshot_;
  ProductRow product_;
};

// Added to the purchases of a product, so that two orders with a product which hardly anyone buys count
// little.
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
// Votes for a product (first of the pair) from the product that it was bought with or after (second).
using Votes = std::map<std::pair<ProductRow, ProductRow>, Vote>;

void add_basket(std::span<const learn::BasketLine> lines, ProductRow source, Votes& votes) {
  const double weight = 1 / std::log1p(static_cast<double>(lines.size()));
  for (const learn::BasketLine& line : lines) {
    Vote& vote = votes[{line.product, source}];
    vote.weight += weight;
    ++vote.orders;
  }
}

// add_same_orders() and add_next_orders() return the number of lines that they added.
std::size_t add_same_orders(const learn::History& history, ProductRow product, Votes& votes) {
  std::size_t added = 0;
  for (const learn::Basket& basket : history.baskets) {
    const std::span<const learn::BasketLine> lines = history.lines_of(basket);
    if (lines.size() < 2 || !holds(lines, product)) continue;
    add_basket(lines, product, votes);
    added += lines.size();
  }
  return added;
}

std::size_t add_next_orders(const learn::History& history, ProductRow product, Votes& votes) {
  std::size_t added = 0;
  for (std::size_t i = 0; i + 1 < history.baskets.size(); ++i) {
    if (!holds(history.lines_of(history.baskets[i]), product)) continue;
    add_basket(history.lines_of(history.baskets[i + 1]), product, votes);
    added += history.lines_of(history.baskets[i + 1]).size();
  }
  return added;
}

struct VotedReasons {
  StatementCode once;
  StatementCode often;
};

// Ranks products by the orders that hold them together with, or after, the products that the list is about.
class VotedRanking final : public Ranking {
 public:
  VotedRanking(const learn::Snapshot& snapshot, Votes votes, const char* lane, VotedReasons words)
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

  Statements reasons(std::span<const lookup::Hit> hits) const override {
    Statements reasons;
    for (const lookup::Hit& hit : hits) {
      std::uint64_t orders = 0;
      for (auto vote = first_of(hit.row); is_of(vote, hit.row); ++vote) orders += vote->second.orders;
      reasons.push_back(orders == 1 ? Statement{words_.once} : Statement{words_.often, {{"orders", orders}}});
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

  std::uint64_t top_cost(std::size_t, std::size_t) const override { return 1 + hits_.size() / kRowsPerUnit; }

 private:
  Votes::const_iterator first_of(ProductRow row) const { return votes_.lower_bound({row, ProductRow{0}}); }
  bool is_of(Votes::const_iterator vote, ProductRow row) const {
    return vote != votes_.end() && vote->first.first == row;
  }
  double share(ProductRow row, const Vote& vote) const {
    return vote.weight / std::sqrt(snapshot_.product(row).popular.people() + kDoubt);
  }

  const learn::Snapshot& snapshot_;
  Votes votes_;
  std::string lane_;
  VotedReasons words_;
  std::vector<lookup::Hit> hits_;  // best first
};

using AddVotes = std::size_t (*)(const learn::History&, ProductRow, Votes&);

// Null if no order votes for any product but those that the list is about.
RankingPtr voted_ranking(const learn::Snapshot& snapshot, std::span<const ProductRow> products, AddVotes add,
                         const char* lane, VotedReasons words, WorkBudget& budget) {
  Votes votes;
  for (const ProductRow product : products) {
    for (const UserRow buyer : snapshot.latest_buyers(product)) {
      const learn::PersonState* person = snapshot.person(buyer);
      if (person == nullptr) continue;
      const std::size_t added = add(person->history, product, votes);
      const std::size_t looked_at = person->history.baskets.size() / kRowsPerUnit;
      if (!budget.spend(1 + looked_at + kUnitsPerVote * added, kBasketWork)) return nullptr;
    }
  }
  const std::set<ProductRow> themselves(products.begin(), products.end());
  std::erase_if(votes, [&](const auto& vote) { return themselves.contains(vote.first.first); });
  if (votes.empty()) return nullptr;
  return std::make_unique<VotedRanking>(snapshot, std::move(votes), lane, words);
}

}  // namespace

RankingPtr similar_ranking(const learn::Snapshot& snapshot, ProductRow product) {
  if (!snapshot.directions.contains(product)) return nullptr;
  return std::make_unique<DirectionRanking>(snapshot, product);
}

RankingPtr bought_together_ranking(const learn::Snapshot& snapshot, std::span<const ProductRow> products,
                                   WorkBudget& budget) {
  return voted_ranking(snapshot, products, add_same_orders, "bought-together",
                       {StatementCode::same_order, StatementCode::same_orders}, budget);
}

RankingPtr bought_next_ranking(const learn::Snapshot& snapshot, std::span<const ProductRow> products,
                               WorkBudget& budget) {
  return voted_ranking(snapshot, products, add_next_orders, "bought-next",
                       {StatementCode::order_after, StatementCode::orders_after}, budget);
}

}  // namespace suggestd::recommend
