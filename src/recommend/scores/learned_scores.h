// The learned blend's score of products for one visitor (model/blend/learned_blend.h), from the learner's own
// lanes.
//
// Score    log-odds of being chosen among the person's candidates, up to a constant of the person: a sum of
//          the parts of model/blend/blend_features.h.
// Exact    products that the history's rows name ("touched") and those bought before are scored in full. All
//          other products have nonzero features only from factors and their own numbers; their score is one
//          inner product with the row of the vector index, so its lookup finds the best of them.
// Fresh    history, factors, both sparse lanes and late sales include the last order; the tables of single
//          baskets, and the weights, are of the last fit.
// Threads  one; points into the snapshot and the visitor.
#pragma once

#include <span>
#include <vector>

#include "base/aligned_vector.h"
#include "base/ids.h"
#include "learn/snapshot.h"
#include "lookup/bitmap.h"
#include "lookup/top_hits.h"
#include "model/blend/learned_blend.h"
#include "recommend/scores/touched_lanes.h"
#include "recommend/visitor.h"

namespace suggestd::recommend {

class LearnedScores {
 public:
  // Requires: snapshot.blend holds `weights`, which are not empty; the visitor has baskets. All outlive this.
  LearnedScores(const learn::Snapshot& snapshot, const Visitor& visitor, const model::ChoiceWeights& weights,
                Timestamp now);

  std::vector<lookup::Hit> top(std::size_t k, const lookup::Bitmap& allowed) const;
  // The parts of a product's score.
  model::BlendParts parts(ProductRow row) const;
  // The scores of the lanes for a product, as the features read them.
  model::SeenLanes seen_lanes(ProductRow row) const;
  const TouchedLanes& lanes() const noexcept { return lanes_; }
  // The factor from an inner product of factors to the value that the features read.
  double factor_scale() const noexcept { return factor_scale_; }
  const model::PersonPast& past() const noexcept { return past_; }
  // The factors from the sparse lanes' raw sums to the values that the features read: sqrt(n) / |lane|.
  double cooccurrence_scale() const noexcept { return lanes_.scale(SparseLane::cooccurrence); }
  double linear_scale() const noexcept { return lanes_.scale(SparseLane::linear); }

 private:
  void score_touched();
  std::vector<float> features(ProductRow row) const;
  float full_score(ProductRow row) const { return static_cast<float>(weights_.score(features(row))); }
  // The score of a touched product that was never bought, without the part that the index adds.
  float before(std::size_t place) const { return new_item_.constant + lane_scores_[place]; }
  // The part of a score that the index adds. Requires: the product has a vector.
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
  std::vector<float> lane_scores_;  // beside lanes_.rows(): the part that the sparse lanes add
};

}  // namespace suggestd::recommend
