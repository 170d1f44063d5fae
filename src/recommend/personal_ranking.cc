#include "recommend/personal_ranking.h"

#include <fmt/format.h>

#include <utility>

#include "recommend/lane_scores.h"

namespace suggestd::recommend {
namespace {

// A past product is named as the reason if it alone makes up this much of the sparse lanes' part.
constexpr double kNamedShare = 0.2;

class PersonalRanking final : public Ranking {
 public:
  PersonalRanking(const learn::Snapshot& snapshot, const Visitor& visitor, LaneScores scores)
      : snapshot_(snapshot), visitor_(visitor), scores_(std::move(scores)) {}

  std::vector<lookup::Hit> top(std::size_t k, const lookup::Bitmap& allowed) const override {
    return scores_.top(k, allowed);
  }

  std::string reason(ProductRow row) const override {
    const LaneParts parts = scores_.parts(row);
    const double sparse = parts.cooccurrence + parts.linear;
    ProductRow because = kNoProduct;
    double largest = kNamedShare * sparse;
    for (const std::uint32_t column : visitor_.learned.columns) {
      const auto past = static_cast<ProductRow>(column);
      const double share = scores_.sparse_share(past, row).sum();
      if (past != row && share > largest) largest = share, because = past;
    }
    if (because == kNoProduct) return "bought by people with your orders";
    return fmt::format("because of {}", snapshot_.title(because));
  }

 private:
  const learn::Snapshot& snapshot_;
  const Visitor& visitor_;
  LaneScores scores_;
};

}  // namespace

RankingPtr personal_ranking(const learn::Snapshot& snapshot, const Visitor& visitor,
                            const BlendWeights& weights) {
  LaneScores scores(snapshot, visitor, weights);
  if (scores.empty()) return nullptr;
  return std::make_unique<PersonalRanking>(snapshot, visitor, std::move(scores));
}

}  // namespace suggestd::recommend
