#include "experiments/sample_ratio.h"

#include <algorithm>
#include <cmath>

namespace suggestd::experiments {
namespace {

// The library's plain function writes a sign that all threads share.
double log_gamma(double x) {
  int sign = 0;
  return lgamma_r(x, &sign);
}

}  // namespace

double sample_ratio_p(std::span<const std::int64_t> counts, std::span<const double> shares) {
  double log_bayes_factor = 0;
  double visitors = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const auto count = static_cast<double>(counts[i]);
    if (shares[i] == 0) {
      if (counts[i] > 0) return 0;
      continue;
    }
    const double prior = kPriorWeight * shares[i];
    log_bayes_factor += log_gamma(prior + count) - log_gamma(prior) - count * std::log(shares[i]);
    visitors += count;
  }
  log_bayes_factor += log_gamma(kPriorWeight) - log_gamma(kPriorWeight + visitors);
  return std::min(1.0, std::exp(-log_bayes_factor));
}

}  // namespace suggestd::experiments
