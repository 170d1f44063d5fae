// The lanes joined by weights that a shop's own log teaches: which products do people choose next?
//
// Fit      the log is cut at a moment T; the lanes learn the part before T, and each person's first basket
//          after T is a choice among their candidates (model/blend/choice_regression.h). Then the lanes learn
//          everything, and the weights stay. T is the latest moment that leaves kChoosers people or a third
//          of those who came back. A log with too few such choices gives no blend: then the fixed sum of the
//          lanes serves (recommend/scores/lane_scores.h).
// Two      `all` chooses among all products; `fresh` only among products that the person never bought, for
//          lists that leave the others out.
// Proof    every third occasion is kept aside first: weights that rank those worse than the fixed sum are
//          left empty and not used. Weights that are used are then fitted on all occasions.
// Parts    a score is a sum of BlendPart shares: each is the amount that feature values of the product add,
//          compared with the average candidate's.
// Result   the same bytes for any number of threads.
// Threads  immutable once learned; a BlendRanker is a workspace: one thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "model/blend/basket_lanes.h"
#include "model/blend/blend_features.h"
#include "model/blend/choice_regression.h"
#include "model/blend/lane_sum.h"
#include "model/blend/person_view.h"

namespace suggestd::model {

struct BlendOptions {
  BasketLaneOptions lanes;
  ChoiceOptions choices;
  std::size_t fewest_choosers = 100;
  LaneSum instead;                   // serves if nothing is learned
  std::optional<BlendPart> without;  // this part is hidden, to measure its worth
};

// The result of a set of weights on the occasions kept aside: mean NDCG of the first ten.
struct BlendProof {
  double blend = 0;
  double fixed_sum = 0;
  // By BlendPart: the distance that the part moves a product among a person's candidates, as the deviation of
  // its share of the log-odds; the mean over all occasions.
  std::array<double, kBlendParts> reach{};
  bool operator==(const BlendProof&) const = default;
};

struct BlendChoices {
  ChoiceWeights all;
  ChoiceWeights fresh;
  BlendProof all_proof;
  BlendProof fresh_proof;
  std::uint64_t occasions = 0;
  bool operator==(const BlendChoices&) const = default;
};

struct BlendHit {
  std::uint32_t item;
  double score;  // log-odds among the candidates, up to a constant of the person
};

using BlendParts = std::array<double, kBlendParts>;  // by BlendPart

struct LearnedBlend {
  BasketLanes lanes;
  BlendChoices choices;  // choices.all is not empty
};

// The shares of one row of features; their sum is weights.score(features).
BlendParts parts_of(const ChoiceWeights& weights, std::span<const float> features);

// Fits the weights on the choices at the cut described above. Null: too few choices, or no weights better
// than the fixed sum; or a stop was requested.
// Requires: each history is oldest first; every item < items; threads > 0.
std::optional<BlendChoices> fit_blend(std::span<const BasketHistory> people, std::size_t items,
                                      const BlendOptions& options, std::size_t threads,
                                      const std::stop_token& stop = {});

// fit_blend(), then the lanes on everything up to `now`. Null if there are no weights for all.
std::optional<LearnedBlend> learn_blend(std::span<const BasketHistory> people, std::size_t items, double now,
                                        const BlendOptions& options, std::size_t threads);

class BlendRanker {
 public:
  // Requires: `blend` outlives this.
  explicit BlendRanker(const LearnedBlend& blend);

  // The best k of the person's candidates, best first, equal ones by item. See PersonView.
  std::vector<BlendHit> top(const BasketHistory& history, double now, std::uint32_t self, std::size_t k);

  // The shares whose sum is the score of an item, for the person that top() was last asked for.
  BlendParts parts(std::uint32_t item);
  const PersonView& view() const noexcept { return view_; }

 private:
  const LearnedBlend& blend_;
  PersonView view_;
  std::vector<float> features_;
};

}  // namespace suggestd::model
