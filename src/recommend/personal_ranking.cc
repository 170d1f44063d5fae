#include "recommend/personal_ranking.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

namespace suggestd::recommend {
namespace {

// A past product is named as the reason if it stands this close to the recommended one.
constexpr float kCloseEnough = 0.5F;

class FactorRanking final : public Ranking {
 public:
  FactorRanking(const learn::Snapshot& snapshot, const Visitor& visitor)
      : snapshot_(snapshot), visitor_(visitor) {}

  std::vector<lookup::Hit> top(std::size_t k, const lookup::Bitmap& allowed) const override {
    return snapshot_.vectors.top_k(visitor_.vector, k, &allowed);
  }

  std::string reason(ProductRow row) const override {
    const ProductRow because = closest_past_product(row);
    if (because == kNoProduct) return "bought by people with your orders";
    return fmt::format("because of {}", title_of(because));
  }

 private:
  // The past product whose direction is nearest, weighed by confidence; kNoProduct if none is close.
  ProductRow closest_past_product(ProductRow row) const {
    if (!snapshot_.directions.contains(row)) return kNoProduct;
    const std::span<const float> direction = snapshot_.directions.row(row);
    ProductRow best = kNoProduct;
    float best_share = kCloseEnough;
    for (std::size_t i = 0; i < visitor_.learned.columns.size(); ++i) {
      const auto past = static_cast<ProductRow>(visitor_.learned.columns[i]);
      if (past == row || !snapshot_.directions.contains(past)) continue;
      const float share =
          snapshot_.directions.score(direction, past) * std::sqrt(visitor_.learned.confidences[i]);
      if (share > best_share) best_share = share, best = past;
    }
    return best;
  }

  std::string title_of(ProductRow row) const {
    if (!snapshot_.catalog.contains(row)) return snapshot_.products.id(row);
    const std::string& title = snapshot_.catalog.product(row).title;
    return title.empty() ? snapshot_.products.id(row) : title;
  }

  const learn::Snapshot& snapshot_;
  const Visitor& visitor_;
};

}  // namespace

RankingPtr personal_ranking(const learn::Snapshot& snapshot, const Visitor& visitor) {
  if (visitor.vector.empty()) return nullptr;
  return std::make_unique<FactorRanking>(snapshot, visitor);
}

}  // namespace suggestd::recommend
