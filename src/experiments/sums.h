// Sums over the visitors of one variant, from which every figure of a report is made: no visitor has to be
// kept once their time is over.
//
// Letters   y  outcome in the experiment: money in minor units, or 1 for somebody who bought
//           x  the same person's money before the exposure
// Threads   plain values.
#pragma once

#include <cstdint>

namespace suggestd::experiments {

struct Sums {
  double n = 0;
  double y = 0;
  double yy = 0;  // sum of y * y; the others likewise
  double x = 0;
  double xx = 0;
  double xy = 0;
  std::int64_t nonzero = 0;  // visitors whose y is not 0

  void add(double outcome, double before);
  Sums& operator+=(const Sums& other);
  bool operator==(const Sums&) const = default;

  // Sums of squares and products around the means. Requires: n above 0.
  double centred_yy() const { return yy - y * y / n; }
  double centred_xx() const { return xx - x * x / n; }
  double centred_xy() const { return xy - x * y / n; }
};

}  // namespace suggestd::experiments
