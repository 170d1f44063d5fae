// Each variant of an experiment beside the first one, the control.
//
// Many      with several comparisons each gets its part of alpha (Bonferroni), so that the chance that any of them
//           is wrong stays within it. Variants without a visitor take no part.
// Threads   pure functions.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "experiments/adjusted_mean.h"
#include "experiments/confidence_sequence.h"
#include "experiments/sums.h"

namespace suggestd::experiments {

enum class Finding {
  too_few,    // visitors or buyers for an interval
  undecided,  // the interval holds 0
  more,       // than the control
  less,
};
std::string_view finding_name(Finding finding);  // "too_few", as in the API

struct Comparison {
  Finding finding = Finding::too_few;
  std::optional<double> relative;             // best estimate of variant / control - 1
  std::optional<Interval> difference;         // of the means
  std::optional<Interval> relative_interval;  // from -1; nothing while the control can't be told from 0
};

struct Comparisons {
  Adjustment adjustment;
  std::vector<Comparison> others;  // of each variant but the first, in their order
};

struct Certainty {
  double alpha = 0.05;       // of all comparisons together
  double tuned_to = 10'000;  // visitors of two variants; chosen before the first look
};

// Requires: at least one variant, the control first.
Comparisons compare_to_first(std::span<const Sums> variants, const Certainty& certainty);

// "between 2 % less and 9 % more revenue a visitor than in control; too early to say". `measure`: "revenue a
// visitor".
std::string sentence_of(const Comparison& comparison, std::string_view measure, std::string_view control);

}  // namespace suggestd::experiments
