#include "learn/facts/popularity.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace suggestd::learn {
namespace {

// log2(2^high - 2^low). Requires: high > low.
double log2_difference(double high, double low) {
  return high + std::log2(-std::expm1((low - high) * std::numbers::ln2));
}

}  // namespace

// t0 is 1970: log2 p then is some thousands for half lives of days, with 1e-12 of resolution.
double decay_exponent(Timestamp at, std::chrono::hours half_life) {
  const std::chrono::duration<double, std::ratio<3600>> since = at.time_since_epoch();
  return since.count() / static_cast<double>(half_life.count());
}

void DecayedCount::move(double from, double to) {
  if (from == to) return;
  if (to > from) {
    if (from == kNothing) ++people_;
    const double term = log2_difference(to, from);
    const double high = std::max(log2_, term);
    log2_ = high + std::log2(std::exp2(log2_ - high) + std::exp2(term - high));
    return;
  }
  if (people_ == 0) return;
  if (to == kNothing) --people_;
  const double term = log2_difference(from, to);
  // Either this was the last person, or a rounding error would leave less than nothing.
  if (people_ == 0) {
    log2_ = kNothing;
  } else {
    log2_ = term < log2_ ? log2_difference(log2_, term) : log2_ - 52;
  }
}

double DecayedCount::left_at(Timestamp now, std::chrono::hours half_life) const {
  return std::exp2(log2_ - decay_exponent(now, half_life));
}

}  // namespace suggestd::learn
