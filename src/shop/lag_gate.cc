#include "shop/lag_gate.h"

#include <algorithm>

namespace suggestd::shop {
namespace {

using std::chrono::milliseconds;

// The shortest wait at a closed gate, before it is looked at again.
constexpr milliseconds kShortest{5};
// The longest wait that a writer is told: the estimate is made from the last seconds alone.
constexpr milliseconds kLongest{60'000};

}  // namespace

bool within(const StalenessBound& bound, const LearnerLag& lag) {
  return lag.records == 0 || (lag.records <= bound.records && lag.age <= bound.age);
}

StalenessBound half_of(const StalenessBound& bound) {
  return {std::max<std::uint64_t>(1, bound.records / 2), std::max(milliseconds(1), bound.age / 2)};
}

milliseconds wait_for_learner(const StalenessBound& bound, const LearnerLag& lag) {
  if (within(bound, lag)) return milliseconds(0);
  const std::uint64_t beyond = lag.records > bound.records ? lag.records - bound.records : 0;
  const auto work =
      std::chrono::duration<double, std::micro>(static_cast<double>(beyond) * lag.microseconds_a_record);
  milliseconds wait = std::chrono::duration_cast<milliseconds>(
      std::min<std::chrono::duration<double, std::micro>>(work, kLongest));
  wait = std::max(wait, lag.age - bound.age);
  return std::clamp(std::max(wait, lag.silent), kShortest, kLongest);
}

}  // namespace suggestd::shop
