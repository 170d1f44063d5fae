// The lanes joined by what a shop's own log says of them: which products do people choose next?
//
// Fit      the log is cut at a moment T; the lanes learn what came before, and each person's first basket
//          after T is a choice among their candidates (model/choice_regression.h). Then the lanes learn
//          everything, and the weights stay. T is the latest moment that leaves kChoosers people or a
//          third of those who came back. A log with too few such choices gives no blend: then the fixed
//          sum of the lanes serves (recommend/lane_scores.h).
// Parts    a score is a sum of BlendPart shares: what the feature values of the product add, compared with
//          the average candidate's.
// Result   the same bytes for any number of threads.
// Threads  immutable once learned; a BlendRanker is a workspace: one thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "model/basket_lanes.h"
#include "model/blend_features.h"
#include "model/choice_regression.h"

namespace suggestd::model {

struct BlendOptions {
  BasketLaneOptions lanes;
  ChoiceOptions choices;
  std::size_t fewest_choosers = 100;
};

struct BlendHit {
  std::uint32_t item;
  double score;  // log-odds among the candidates, up to a constant of the person
};

using BlendParts = std::array<double, kBlendParts>;  // by BlendPart

struct LearnedBlend {
  BasketLanes lanes;
  ChoiceWeights weights;
};

// What people chose at the cut described above. Null: too few.
// Requires: each history is oldest first; every item < items; threads > 0.
std::optional<ChoiceWeights> fit_blend(std::span<const BasketHistory> people, std::size_t items,
                                       const BlendOptions& options, std::size_t threads);

// fit_blend(), then the lanes on everything up to `now`.
std::optional<LearnedBlend> learn_blend(std::span<const BasketHistory> people, std::size_t items, double now,
                                        const BlendOptions& options, std::size_t threads);

class BlendRanker {
 public:
  // Requires: `blend` outlives this.
  explicit BlendRanker(const LearnedBlend& blend);

  // The best k of the person's candidates, best first, equal ones by item. See PersonView::look.
  std::vector<BlendHit> top(const BasketHistory& history, double now, std::uint32_t self, std::size_t k);

  // Of the person that top() was last asked for: the shares whose sum is the score.
  BlendParts parts(std::uint32_t item);
  const PersonView& view() const noexcept { return view_; }

 private:
  const LearnedBlend& blend_;
  PersonView view_;
  std::vector<float> features_;
};

}  // namespace suggestd::model
