#include "recommend/personal_ranking.h"

#include <fmt/format.h>

#include <utility>

#include "recommend/allowed.h"
#include "recommend/blend_scores.h"
#include "recommend/blend_trace.h"
#include "recommend/factor_shares.h"
#include "recommend/lane_scores.h"
#include "recommend/sparse_sources.h"

namespace suggestd::recommend {
namespace {

// A past product is named as the reason if it alone makes up this much of the sparse lanes' part.
constexpr double kNamedShare = 0.15;

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

std::vector<ProductRow> rows_of(std::span<const lookup::Hit> hits) {
  std::vector<ProductRow> rows;
  for (const lookup::Hit& hit : hits) rows.push_back(hit.row);
  return rows;
}

// The past product that says most for each of these, by the sparse lanes' scaled shares.
std::vector<ProductRow> named_sources(const learn::Snapshot& snapshot, const Visitor& visitor,
                                      std::span<const lookup::Hit> hits, double cooccurrence_scale,
                                      double linear_scale) {
  std::vector<Because> because(hits.size());
  for_each_source(snapshot, visitor.learned.columns, rows_of(hits), [&](const SourceShare& share) {
    because[share.place].add(share.source,
                             cooccurrence_scale * share.cooccurrence + linear_scale * share.linear);
  });
  std::vector<ProductRow> sources;
  for (const Because& one : because) sources.push_back(one.named());
  return sources;
}

std::string reason_for(const learn::Snapshot& snapshot, ProductRow source) {
  return source == kNoProduct ? "bought by people with your orders"
                              : fmt::format("because of {}", snapshot.title(source));
}

class FixedSumRanking final : public Ranking {
 public:
  FixedSumRanking(const learn::Snapshot& snapshot, const Visitor& visitor, LaneScores scores)
      : snapshot_(snapshot), visitor_(visitor), scores_(std::move(scores)) {}

  std::vector<lookup::Hit> top(std::size_t k, const lookup::Bitmap& allowed) const override {
    return scores_.top(k, allowed);
  }

  std::vector<std::string> reasons(std::span<const lookup::Hit> hits) const override {
    std::vector<std::string> reasons;
    for (const ProductRow source :
         named_sources(snapshot_, visitor_, hits, scores_.cooccurrence_scale(), scores_.linear_scale())) {
      reasons.push_back(reason_for(snapshot_, source));
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
    for_each_source(snapshot_, visitor_.learned.columns, std::span(&row, 1), [&](const SourceShare& share) {
      add("cooccurrence", share.source, scores_.cooccurrence_scale() * share.cooccurrence);
      add("slim", share.source, scores_.linear_scale() * share.linear);
    });
    if (const double people = scores_.parts(row).people; people != 0) parts.push_back({"people", "", people});
    return parts;
  }

 private:
  const learn::Snapshot& snapshot_;
  const Visitor& visitor_;
  LaneScores scores_;
};

class BlendRanking final : public Ranking {
 public:
  BlendRanking(const learn::Snapshot& snapshot, const Visitor& visitor, const model::ChoiceWeights& weights,
               Timestamp now)
      : snapshot_(snapshot), visitor_(visitor), scores_(snapshot, visitor, weights, now) {}

  std::vector<lookup::Hit> top(std::size_t k, const lookup::Bitmap& allowed) const override {
    return scores_.top(k, allowed);
  }

  std::vector<std::string> reasons(std::span<const lookup::Hit> hits) const override {
    const std::vector<ProductRow> sources =
        named_sources(snapshot_, visitor_, hits, scores_.cooccurrence_scale(), scores_.linear_scale());
    std::vector<std::string> reasons;
    for (std::size_t i = 0; i < hits.size(); ++i) {
      const bool bought = scores_.past().find(index(hits[i].row)) != nullptr;
      reasons.push_back(bought ? "you bought this before" : reason_for(snapshot_, sources[i]));
    }
    return reasons;
  }

  std::vector<TracePart> trace(ProductRow row) const override {
    return blend_trace(snapshot_, visitor_, scores_, row);
  }

 private:
  const learn::Snapshot& snapshot_;
  const Visitor& visitor_;
  BlendScores scores_;
};

// Null: the fixed sum serves.
const model::ChoiceWeights* learned_weights(const learn::Snapshot& snapshot, const Visitor& visitor,
                                            const Request& request) {
  if (request.lanes || snapshot.blend == nullptr || visitor.history.baskets.empty()) return nullptr;
  if (snapshot.vectors.size() == 0) return nullptr;
  const model::BlendChoices& choices = snapshot.blend->choices;
  const model::ChoiceWeights& weights = leaves_bought_out(request) ? choices.fresh : choices.all;
  return weights.empty() ? nullptr : &weights;
}

}  // namespace

RankingPtr personal_ranking(const learn::Snapshot& snapshot, const Visitor& visitor, const Request& request) {
  if (const model::ChoiceWeights* weights = learned_weights(snapshot, visitor, request))
    return std::make_unique<BlendRanking>(snapshot, visitor, *weights, request.now);
  LaneScores scores(snapshot, visitor, request.lanes.value_or(BlendWeights{}));
  if (scores.empty()) return nullptr;
  return std::make_unique<FixedSumRanking>(snapshot, visitor, std::move(scores));
}

}  // namespace suggestd::recommend
