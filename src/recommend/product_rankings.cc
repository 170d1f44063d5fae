#include "recommend/product_rankings.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace suggestd::recommend {
namespace {

class DirectionRanking final : public Ranking {
 public:
  DirectionRanking(const learn::Snapshot& snapshot, ProductRow product)
      : snapshot_(snapshot), product_(product) {}

  std::vector<lookup::Hit> top(std::size_t k, const lookup::Bitmap& allowed) const override {
    return snapshot_.directions.top_k(snapshot_.directions.row(product_), k, &allowed);
  }
  std::vector<std::string> reasons(std::span<const lookup::Hit> hits) const override {
    return std::vector<std::string>(hits.size(), "liked by the same people");
  }

 private:
  const learn::Snapshot& snapshot_;
  ProductRow product_;
};

bool holds(std::span<const learn::BasketLine> lines, ProductRow product) {
  const auto line =
      std::lower_bound(lines.begin(), lines.end(), product,
                       [](const learn::BasketLine& a, ProductRow row) { return a.product < row; });
  return line != lines.end() && line->product == product;
}

using Votes = std::map<ProductRow, double>;

void add_votes(const learn::Snapshot& snapshot, ProductRow product, Votes& votes) {
  for (const UserRow buyer : snapshot.latest_buyers(product)) {
    const learn::PersonState* person = snapshot.person(buyer);
    if (person == nullptr) continue;
    for (const learn::Basket& basket : person->history.baskets) {
      const std::span<const learn::BasketLine> lines = person->history.lines_of(basket);
      if (lines.size() < 2 || !holds(lines, product)) continue;
      const double vote = 1 / std::log1p(static_cast<double>(lines.size()));
      for (const learn::BasketLine& line : lines) votes[line.product] += vote;
    }
  }
}

}  // namespace

RankingPtr similar_ranking(const learn::Snapshot& snapshot, ProductRow product) {
  if (!snapshot.directions.contains(product)) return nullptr;
  return std::make_unique<DirectionRanking>(snapshot, product);
}

RankingPtr bought_together_ranking(const learn::Snapshot& snapshot, std::span<const ProductRow> products) {
  Votes votes;
  for (const ProductRow product : products) add_votes(snapshot, product, votes);
  for (const ProductRow product : products) votes.erase(product);
  if (votes.empty()) return nullptr;
  std::vector<lookup::Hit> hits;
  for (const auto& [row, vote] : votes) {
    const double purchases = snapshot.product(row).popular.count();
    hits.push_back({row, static_cast<float>(vote / std::sqrt(std::max(purchases, 1.0)))});
  }
  return std::make_unique<ListedRanking>(std::move(hits), "bought in the same order");
}

}  // namespace suggestd::recommend
