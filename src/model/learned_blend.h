// The lanes joined by what a shop's own log says of them: which products do people choose next?
//
// Fit      the log is cut at a moment T; the lanes learn what came before, and each person's first basket
//          after T is a choice among their candidates (model/choice_regression.h). Then the lanes learn
//          everything, and the weights stay. T is the latest moment that leaves kChoosers people or a
//          third of those who came back. A log with too few such choices gives no blend: then the fixed
//          sum of the lanes serves (recommend/lane_scores.h).
// Two      `all` chooses among everything; `fresh` only among what the person never bought, for lists that
//          leave the rest out.
// Proof    every third occasion is kept aside first: weights that rank those worse than the fixed sum
//          are not used (left empty). What is used is fitted on all occasions.
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
#include <stop_token>
#include <vector>

#include "model/basket_lanes.h"
#include "model/blend_features.h"
#include "model/choice_regression.h"
#include "model/lane_sum.h"
#include "model/person_view.h"

namespace suggestd::model {

struct BlendOptions {
  BasketLaneOptions lanes;
  ChoiceOptions choices;
  std::size_t fewest_choosers = 100;
  LaneSum instead;                   // what serves if nothing is learned
  std::optional<BlendPart> without;  // sees nothing: to tell what a part is worth
};

// How a set of weights did on the occasions kept aside: mean NDCG of the first ten.
struct BlendProof {
  double blend = 0;
  double fixed_sum = 0;
  // By BlendPart: how far the part moves a product among a person's candidates, as the deviation of its share
  // of the log-odds; the mean over all occasions.
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

// What people chose at the cut described above. Null: too few, or of no use.
// A requested stop ends it between its parts, with null.
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

  // Of the person that top() was last asked for: the shares whose sum is the score.
  BlendParts parts(std::uint32_t item);
  const PersonView& view() const noexcept { return view_; }

 private:
  const LearnedBlend& blend_;
  PersonView view_;
  std::vector<float> features_;
};

}  // namespace suggestd::model
