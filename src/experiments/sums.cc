#include "experiments/sums.h"

namespace suggestd::experiments {

void Sums::add(double outcome, double before) {
  n += 1;
  y += outcome;
  yy += outcome * outcome;
  x += before;
  xx += before * before;
  xy += outcome * before;
  if (outcome != 0) ++nonzero;
}

Sums& Sums::operator+=(const Sums& other) {
  n += other.n;
  y += other.y;
  yy += other.yy;
  x += other.x;
  xx += other.xx;
  xy += other.xy;
  nonzero += other.nonzero;
  return *this;
}

}  // namespace suggestd::experiments
