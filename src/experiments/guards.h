// Guard rails: variants that are worse than the control beyond doubt.
//
// Trips     when all of a variant's interval of a guarded metric lies below the control by more than `worse_by`. The
//           intervals hold at all looks together, so that guards may look as often as they like.
// Threads   pure functions.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "experiments/comparison.h"
#include "experiments/experiment.h"
#include "experiments/variant_totals.h"

namespace suggestd::experiments {

struct TrippedGuard {
  std::size_t variant = 0;
  std::string reason;  // a sentence
};

// The first guard that tripped of each variant that is not stopped yet. Requires: the run has begun; totals of all
// variants.
std::vector<TrippedGuard> tripped_guards(const StoredExperiment& stored,
                                         std::span<const VariantTotals> totals);

// The certainty that the run promises. Requires: the run has begun.
Certainty certainty_of(const StoredExperiment& stored);
std::vector<Sums> sums_of(std::span<const VariantTotals> totals, Metric metric);

}  // namespace suggestd::experiments
