#include "recommend/personal_ranking.h"

#include <fmt/format.h>

#include <utility>

#include "recommend/factor_shares.h"
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
  PersonalRanking(const learn::Snapshot& snapshot, const Visitor& visitor, LaneScores scores)
      : snapshot_(snapshot), visitor_(visitor), scores_(std::move(scores)) {}

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

  std::vector<TracePart> trace(ProductRow row) const override {
    std::vector<TracePart> parts;
    const auto add = [&](const char* lane, ProductRow source, double share) {
      if (share != 0) parts.push_back({lane, snapshot_.products.id(source), share});
    };
    for (const FactorShare& one : factor_shares(snapshot_, visitor_, row)) {
      add("factors", one.source, scores_.factor_scale() * one.share);
    }
    scores_.sparse_shares(std::span(&row, 1), [&](std::size_t, ProductRow source, const LaneParts& share) {
      add("cooccurrence", source, share.cooccurrence);
      add("slim", source, share.linear);
    });
    if (const double people = scores_.parts(row).people; people != 0) parts.push_back({"people", "", people});
    return parts;
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
