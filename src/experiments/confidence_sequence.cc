#include "experiments/confidence_sequence.h"

#include <cmath>

namespace suggestd::experiments {

bool enough_for_interval(const Sums& sums) {
  return sums.n >= kFewestVisitors && sums.nonzero >= kFewestBuyers;
}

double sequence_width(double t, double tuned_to, double alpha) {
  const double twice = -2 * std::log(alpha);
  const double r = (twice + std::log(twice) + 1) / tuned_to;
  const double grown = t * r + 1;
  return std::sqrt(grown / (t * r) * (std::log(grown) + twice));
}

Interval difference_interval(const Mean& a, const Mean& b, double width) {
  const double difference = b.value - a.value;
  const double half = width * std::sqrt(a.variance + b.variance);
  return {difference - half, difference + half};
}

// (b - q a)^2 <= w^2 (v_b + q^2 v_a) is a parabola in q that opens upwards while a^2 > w^2 v_a.
std::optional<Interval> relative_interval(const Mean& a, const Mean& b, double width) {
  const double w2 = width * width;
  const double opening = a.value * a.value - w2 * a.variance;
  if (opening <= 0) return std::nullopt;
  const double under_root =
      a.value * a.value * b.variance + b.value * b.value * a.variance - w2 * a.variance * b.variance;
  const double reach = width * std::sqrt(std::fmax(0.0, under_root));
  const double middle = a.value * b.value;
  return Interval{(middle - reach) / opening - 1, (middle + reach) / opening - 1};
}

}  // namespace suggestd::experiments
