// The mean outcome of a variant, made more exact by what its visitors did before the experiment (CUPED).
//
// Formula   m_k = y_k/n_k - theta (x_k/n_k - X),  theta = sum_k Sxy_k / sum_k Sxx_k,
//           variance of m_k = (Syy_k - 2 theta Sxy_k + theta^2 Sxx_k) / (n_k - 1) / n_k
//           with S around the means of variant k, and X the mean of x over all variants.
// Source    Deng, Xu, Kohavi, Walker: Improving the Sensitivity of Online Controlled Experiments by Utilizing
//           Pre-Experiment Data, WSDM 2013, section 3. theta is one for all variants, so that the
//           difference of two means is unbiased whatever theta is.
// Limits    X is taken as known. Its error cancels in a difference, and nearly so in a ratio near 1.
// Threads   pure functions.
#pragma once

#include <span>

#include "experiments/sums.h"

namespace suggestd::experiments {

struct Adjustment {
  double theta = 0;   // 0: nothing is known of before, and the means are the plain ones
  double before = 0;  // X
  double share = 0;   // of the variance that it takes away, 0 to 1
};

// Variants without a visitor count nothing.
Adjustment adjustment_of(std::span<const Sums> variants);

struct Mean {
  double n = 0;
  double value = 0;
  double variance = 0;  // of the mean, not of one visitor
};

// Requires: at least two visitors.
Mean adjusted_mean(const Sums& sums, const Adjustment& adjustment);

}  // namespace suggestd::experiments
