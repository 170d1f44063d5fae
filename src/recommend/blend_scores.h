// The learned blend's score of products for one visitor (model/learned_blend.h), from the learner's own
// lanes.
//
// Score    log-odds of being chosen among the person's candidates, up to a constant of the person: a sum of
//          the parts of model/blend_features.h.
// Exact    products that the history's rows name ("touched") and those bought before are scored in full. For
//          all others only factors and the product's own numbers are not zero, and there the score is one
//          inner product with what the vector index holds, so their best are those of its lookup.
// Freshness  history, factors, both sparse lanes and what sold lately are of the last order; what single
//          baskets teach, and the weights, of the last fit.
// Threads  one; points into the snapshot and the visitor.
#pragma once

#include <span>
#include <vector>

#include "base/aligned_vector.h"
#include "base/ids.h"
#include "learn/snapshot.h"
#include "lookup/bitmap.h"
#include "lookup/top_hits.h"
#include "model/learned_blend.h"
#include "recommend/touched_lanes.h"
#include "recommend/visitor.h"

namespace suggestd::recommend {

class BlendScores {
 public:
  // Requires: snapshot.blend holds `weights`, which are not empty; the visitor has baskets. All outlive this.
  BlendScores(const learn::Snapshot& snapshot, const Visitor& visitor, const model::ChoiceWeights& weights,
              Timestamp now);

  std::vector<lookup::Hit> top(std::size_t k, const lookup::Bitmap& allowed) const;
  // The parts of a product's score.
  model::BlendParts parts(ProductRow row) const;
  // What the features see of the lanes.
  model::SeenLanes seen_lanes(ProductRow row) const;
  const TouchedLanes& lanes() const noexcept { return lanes_; }
  // What turns an inner product of factors into what the features see.
  double factor_scale() const noexcept { return factor_scale_; }
  const model::PersonPast& past() const noexcept { return past_; }
  // What turns the sparse lanes' raw sums into what the features see: sqrt(n) / |lane|.
  double cooccurrence_scale() const noexcept { return lanes_.scale(SparseLane::cooccurrence); }
  double linear_scale() const noexcept { return lanes_.scale(SparseLane::linear); }

 private:
  void score_touched();
  std::vector<float> features(ProductRow row) const;
  float full_score(ProductRow row) const { return static_cast<float>(weights_.score(features(row))); }
  // The score of a touched product that was never bought, but for what the index holds of it.
  float before(std::size_t place) const { return new_item_.constant + lane_scores_[place]; }
  // What the index holds of it. Requires: the product has a vector.
  float indexed_score(ProductRow row) const;
  model::SeenItem seen(ProductRow row) const;

  const learn::Snapshot& snapshot_;
  const learn::ServedBlend& blend_;
  const Visitor& visitor_;
  const model::ChoiceWeights& weights_;
  model::PersonPast past_;
  model::NewItemWeights new_item_;
  AlignedVector<float> query_;  // for the index, padded: factors, then numbers
  double factor_scale_ = 0;
  TouchedLanes lanes_;
  std::vector<float> lane_scores_;  // beside lanes_.rows(): what the sparse lanes add
};

}  // namespace suggestd::recommend
