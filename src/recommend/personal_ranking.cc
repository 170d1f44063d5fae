#include "recommend/personal_ranking.h"

#include <fmt/format.h>

#include <utility>

#include "recommend/lane_scores.h"

namespace suggestd::recommend {
namespace {

// A past product is named as the reason if it alone makes up this much of the sparse lanes' part.
constexpr double kNamedShare = 0.2;

// Finds the past product with the largest share. Both sparse lanes' shares of one source come apart.
class Because {
 public:
  void add(ProductRow source, double share) {
    all_ += share;
    if (source != current_) current_ = source, sum_ = 0;
    sum_ += share;
    if (sum_ > largest_) largest_ = sum_, source_ = source;
  }
  ProductRow named() const { return largest_ > kNamedShare * all_ ? source_ : kNoProduct; }

 private:
  double all_ = 0;
  ProductRow current_ = kNoProduct;
  double sum_ = 0;
  double largest_ = 0;
  ProductRow source_ = kNoProduct;
};

class PersonalRanking final : public Ranking {
 public:
  PersonalRanking(const learn::Snapshot& snapshot, LaneScores scores)
      : snapshot_(snapshot), scores_(std::move(scores)) {}

  std::vector<lookup::Hit> top(std::size_t k, const lookup::Bitmap& allowed) const override {
    return scores_.top(k, allowed);
  }

  std::vector<std::string> reasons(std::span<const lookup::Hit> hits) const override {
    std::vector<Because> because(hits.size());
    std::vector<ProductRow> rows;
    for (const lookup::Hit& hit : hits) rows.push_back(hit.row);
    scores_.sparse_shares(rows, [&](std::size_t i, ProductRow source, const LaneParts& share) {
      because[i].add(source, share.sum());
    });
    std::vector<std::string> reasons;
    for (const Because& one : because) {
      const ProductRow source = one.named();
      reasons.push_back(source == kNoProduct ? "bought by people with your orders"
                                             : fmt::format("because of {}", snapshot_.title(source)));
    }
    return reasons;
  }

 private:
  const learn::Snapshot& snapshot_;
  LaneScores scores_;
};

}  // namespace

RankingPtr personal_ranking(const learn::Snapshot& snapshot, const Visitor& visitor,
                            const BlendWeights& weights) {
  LaneScores scores(snapshot, visitor, weights);
  if (scores.empty()) return nullptr;
  return std::make_unique<PersonalRanking>(snapshot, std::move(scores));
}

}  // namespace suggestd::recommend
