// Intervals that hold at all looks together: whoever looks each day and stops at any of them is wrong no more
// often than alpha.
//
// Formula   for the mean of t observations with standard error s:
//             mean +- s * w(t),  w(t) = sqrt( (t r + 1) / (t r) * ln( (t r + 1) / alpha^2 ) ),
//             r = (-2 ln alpha + ln(-2 ln alpha) + 1) / t*
//           t* is the number of observations at which the interval is to be narrowest. It must be chosen before
//           the first look.
// Source    Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas: Time-uniform central limit theory and asymptotic
//           confidence sequences, Annals of Statistics 2024 (arXiv 2103.06476): theorem 2.2 with rho^2 = r, and
//           appendix B.2 for r. The mixture is that of Robbins, 1970.
// Two means the difference is the mean of t = n_a + n_b scores whose standard error is that of the difference.
// Ratio     the set of all q for which the interval of m_b - q m_a holds 0 (Fieller). It is wrong no more often
//           than the interval of one difference, because the true q is one of those.
// Holds     asymptotically: with few buyers, or with one order that outweighs all others, it promises too
//           much. enough_for_interval() says from when a report shows it; tests/bench/experiment_simulation.cc
//           measures false alarms and coverage.
// Threads   pure functions.
#pragma once

#include <optional>

#include "experiments/adjusted_mean.h"

namespace suggestd::experiments {

struct Interval {
  double low = 0;
  double high = 0;

  bool holds(double value) const { return low <= value && value <= high; }
};

// An interval is shown once each of two variants has this many visitors with an outcome above 0, and this many
// visitors.
inline constexpr std::int64_t kFewestBuyers = 20;
inline constexpr double kFewestVisitors = 100;
bool enough_for_interval(const Sums& sums);

// w(t) above. Requires: t and tuned_to above 0, 0 < alpha < 1.
double sequence_width(double t, double tuned_to, double alpha);

// The interval of b - a. `width`: for both together, sequence_width(a.n + b.n, ...).
Interval difference_interval(const Mean& a, const Mean& b, double width);
// The interval of b / a - 1. Nothing while a can't be told from 0.
std::optional<Interval> relative_interval(const Mean& a, const Mean& b, double width);

}  // namespace suggestd::experiments
