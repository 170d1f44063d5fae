#include "recommend/lists/personal_ranking.h"

#include <utility>

#include "learn/lanes/served_blend.h"
#include "recommend/allowed.h"
#include "recommend/scores/blend_trace.h"
#include "recommend/scores/factor_shares.h"
#include "recommend/scores/lane_scores.h"
#include "recommend/scores/learned_scores.h"
#include "recommend/scores/sparse_sources.h"

namespace suggestd::recommend {
namespace {

// A past product is named as the reason if its share of the sparse lanes' part is at least this.
constexpr double kNamedShare = 0.15;

// Finds the past product with the largest share. Both sparse lanes tell the shares of one source together.
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

// The past product that puts most into the score of each hit, by the sparse lanes' scaled shares.
std::vector<ProductRow> named_sources(const learn::Snapshot& snapshot, const Visitor& visitor,
                                      std::span<const lookup::Hit> hits, double cooccurrence_scale,
                                      double linear_scale) {
  std::vector<Because> because(hits.size());
  for_each_source(snapshot, visitor.learned().columns, rows_of(hits), [&](const SourceShare& share) {
    because[share.place].add(share.source,
                             cooccurrence_scale * share.cooccurrence + linear_scale * share.linear);
  });
  std::vector<ProductRow> sources;
  for (const Because& one : because) sources.push_back(one.named());
  return sources;
}

Statement reason_for(const learn::Snapshot& snapshot, const Visitor& visitor, ProductRow source) {
  if (source != kNoProduct) return {StatementCode::because_of, {{"title", snapshot.title(source)}}};
  if (has_orders(visitor)) return {StatementCode::bought_by_alike};
  return {visitor.in_basket.empty() ? StatementCode::for_looked_at : StatementCode::for_basket};
}

// The cost of the two parts of a personal list: the scan of the vectors, and the rows of the products of the
// history.
std::uint64_t personal_top_cost(const Visitor& visitor, std::size_t k, std::size_t allowed) {
  return k + allowed / kScannedPerUnit + kUnitsPerSource * visitor.learned().columns.size();
}

// The cost of a trace, which solves a row with and without the product.
std::uint64_t personal_trace_cost(const learn::Snapshot& snapshot, const Visitor& visitor) {
  const std::size_t sources = visitor.learned().columns.size();
  return kUnitsPerSource * sources + 2 * solve_cost(sources, snapshot.vectors.dim());
}

class FixedSumRanking final : public Ranking {
 public:
  FixedSumRanking(const learn::Snapshot& snapshot, const Visitor& visitor, LaneScores scores)
      : snapshot_(snapshot), visitor_(visitor), scores_(std::move(scores)) {}

  std::vector<lookup::Hit> top(std::size_t k, const lookup::Bitmap& allowed) const override {
    return scores_.top(k, allowed);
  }

  Statements reasons(std::span<const lookup::Hit> hits) const override {
    Statements reasons;
    for (const ProductRow source :
         named_sources(snapshot_, visitor_, hits, scores_.cooccurrence_scale(), scores_.linear_scale())) {
      reasons.push_back(reason_for(snapshot_, visitor_, source));
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
    for_each_source(snapshot_, visitor_.learned().columns, std::span(&row, 1), [&](const SourceShare& share) {
      add("cooccurrence", share.source, scores_.cooccurrence_scale() * share.cooccurrence);
      add("slim", share.source, scores_.linear_scale() * share.linear);
    });
    if (const double people = scores_.parts(row).people; people != 0) parts.push_back({"people", "", people});
    return parts;
  }

  std::uint64_t top_cost(std::size_t k, std::size_t allowed) const override {
    return personal_top_cost(visitor_, k, allowed);
  }
  std::uint64_t trace_cost() const override { return personal_trace_cost(snapshot_, visitor_); }

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

  Statements reasons(std::span<const lookup::Hit> hits) const override {
    const std::vector<ProductRow> sources =
        named_sources(snapshot_, visitor_, hits, scores_.cooccurrence_scale(), scores_.linear_scale());
    Statements reasons;
    for (std::size_t i = 0; i < hits.size(); ++i) {
      const bool bought = scores_.past().find(index(hits[i].row)) != nullptr;
      reasons.push_back(bought ? Statement{StatementCode::bought_before}
                               : reason_for(snapshot_, visitor_, sources[i]));
    }
    return reasons;
  }

  std::vector<TracePart> trace(ProductRow row) const override {
    return blend_trace(snapshot_, visitor_, scores_, row);
  }

  std::uint64_t top_cost(std::size_t k, std::size_t allowed) const override {
    return personal_top_cost(visitor_, k, allowed);
  }
  std::uint64_t trace_cost() const override { return personal_trace_cost(snapshot_, visitor_); }

 private:
  const learn::Snapshot& snapshot_;
  const Visitor& visitor_;
  LearnedScores scores_;
};

// The learned blend's weights for this visitor; null: the fixed sum serves.
const model::ChoiceWeights* learned_weights(const learn::Snapshot& snapshot, const Visitor& visitor,
                                            const Request& request) {
  if (request.lanes || snapshot.blend == nullptr || visitor.history().baskets.empty()) return nullptr;
  if (snapshot.vectors.size() == 0) return nullptr;
  const model::BlendChoices& choices = snapshot.blend->choices;
  const model::ChoiceWeights& weights = leaves_bought_out(request) ? choices.fresh : choices.all;
  return weights.empty() ? nullptr : &weights;
}

}  // namespace

RankingPtr personal_ranking(const learn::Snapshot& snapshot, const Visitor& visitor, const Request& request) {
  if (const model::ChoiceWeights* weights = learned_weights(snapshot, visitor, request))
    return std::make_unique<BlendRanking>(snapshot, visitor, *weights, request.now);
  LaneScores scores(snapshot, visitor, request.lanes.value_or(FixedSumWeights{}));
  if (scores.empty()) return nullptr;
  return std::make_unique<FixedSumRanking>(snapshot, visitor, std::move(scores));
}

}  // namespace suggestd::recommend
