#include "learn/popularity.h"

#include <algorithm>
#include <cmath>

namespace suggestd::learn {
namespace {

// t0 is 1970: log2 p then is some thousands for half lives of days, with 1e-12 of resolution.
double exponent(Timestamp at, std::chrono::hours half_life) {
  const std::chrono::duration<double, std::ratio<3600>> since = at.time_since_epoch();
  return since.count() / static_cast<double>(half_life.count());
}

}  // namespace

void DecayedCount::add(Timestamp at, double amount, std::chrono::hours half_life) {
  const double term = std::log2(amount) + exponent(at, half_life);
  const double high = std::max(log2_, term);
  log2_ = high + std::log2(std::exp2(log2_ - high) + std::exp2(term - high));
  ++count_;
}

void DecayedCount::remove(Timestamp at, double amount, std::chrono::hours half_life) {
  if (count_ == 0) return;
  const double left = 1 - std::exp2(std::log2(amount) + exponent(at, half_life) - log2_);
  // The last one, or a rounding error that would leave less than nothing.
  if (--count_ == 0 || left <= 0) {
    log2_ = count_ == 0 ? -std::numeric_limits<double>::infinity() : log2_ - 52;
    return;
  }
  log2_ += std::log2(left);
}

double DecayedCount::left_at(Timestamp now, std::chrono::hours half_life) const {
  return std::exp2(log2_ - exponent(now, half_life));
}

DecayClock::DecayClock(Timestamp now, std::chrono::hours half_life) : now_(exponent(now, half_life)) {}

}  // namespace suggestd::learn
