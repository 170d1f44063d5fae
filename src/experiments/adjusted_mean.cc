#include "experiments/adjusted_mean.h"

#include <algorithm>

namespace suggestd::experiments {

Adjustment adjustment_of(std::span<const Sums> variants) {
  double n = 0;
  double x = 0;
  double xx = 0;
  double xy = 0;
  double yy = 0;
  for (const Sums& sums : variants) {
    if (sums.n == 0) continue;
    n += sums.n;
    x += sums.x;
    xx += sums.centred_xx();
    xy += sums.centred_xy();
    yy += sums.centred_yy();
  }
  if (n == 0 || xx <= 0) return {};
  const double taken = yy > 0 ? xy * xy / (xx * yy) : 0;
  return {xy / xx, x / n, std::min(taken, 1.0)};
}

Mean adjusted_mean(const Sums& sums, const Adjustment& adjustment) {
  const double theta = adjustment.theta;
  const double squares =
      sums.centred_yy() - 2 * theta * sums.centred_xy() + theta * theta * sums.centred_xx();
  Mean mean{sums.n, sums.y / sums.n - theta * (sums.x / sums.n - adjustment.before), 0};
  mean.variance = std::max(0.0, squares) / (sums.n - 1) / sums.n;
  return mean;
}

}  // namespace suggestd::experiments
