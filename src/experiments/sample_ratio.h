// Whether the variants got the shares of visitors that they were meant to get. If not, something loses or doubles
// visitors of one variant, and no other figure of the experiment can be trusted.
//
// Formula   with counts c, shares s and prior weight k = kPriorWeight:
//             ln B = lnBeta(k s + c) - lnBeta(k s) - sum_i c_i ln s_i,   p = min(1, 1 / B)
//           lnBeta(a) = sum_i lnGamma(a_i) - lnGamma(sum_i a_i)
// Holds     at all looks together: with the right shares p falls below u at any time with a chance of at most u.
// Source    Lindon, Malek: Anytime-Valid Inference for Multinomial Count Data, NeurIPS 2022, section 3.
// Threads   pure functions.
#pragma once

#include <cstdint>
#include <span>

namespace suggestd::experiments {

inline constexpr double kPriorWeight = 100;
// Below this the report warns.
inline constexpr double kRatioAlarm = 0.01;

// 1: nothing speaks against the shares; 0: visitors where there should be none. Requires: as many counts as shares;
// shares that add up to 1.
double sample_ratio_p(std::span<const std::int64_t> counts, std::span<const double> shares);

}  // namespace suggestd::experiments
