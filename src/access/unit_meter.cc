#include "access/unit_meter.h"

#include <algorithm>
#include <limits>

namespace suggestd::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr double kNanoseconds = 1e9;
constexpr std::int64_t kCapacity = nanoseconds(kUnitBurst).count();
// A debt is never longer than this: a limit that was raised, or a price that was far too high, heals.
constexpr std::int64_t kLongestDebt = nanoseconds(std::chrono::minutes(1)).count();

std::int64_t nanoseconds_of(UnitMeter::Time time) {
  return std::chrono::duration_cast<nanoseconds>(time.time_since_epoch()).count();
}

milliseconds rounded_up(std::int64_t span) {
  return std::chrono::ceil<milliseconds>(nanoseconds(std::max<std::int64_t>(span, 0)));
}

}  // namespace

RateVerdict UnitMeter::admit(std::int64_t per_second, Time now) const noexcept {
  const std::int64_t used =
      std::max<std::int64_t>(full_at_.load(std::memory_order_relaxed) - nanoseconds_of(now), 0);
  const std::int64_t left = kCapacity - used;
  RateVerdict verdict;
  verdict.allowed = left > 0;
  verdict.remaining = static_cast<std::int64_t>(static_cast<double>(std::max<std::int64_t>(left, 0)) /
                                                kNanoseconds * static_cast<double>(per_second));
  verdict.reset = rounded_up(used);
  // One more millisecond: something is to be left then.
  if (!verdict.allowed) verdict.retry = rounded_up(-left) + milliseconds(1);
  return verdict;
}

void UnitMeter::charge(std::uint64_t units, std::int64_t per_second, Time now) noexcept {
  const double span = static_cast<double>(units) / static_cast<double>(per_second) * kNanoseconds;
  const auto cost = static_cast<std::int64_t>(std::min(span, static_cast<double>(kLongestDebt + kCapacity)));
  const std::int64_t at = nanoseconds_of(now);
  std::int64_t full_at = full_at_.load(std::memory_order_relaxed);
  std::int64_t after = 0;
  do {
    after = std::min(std::max(full_at, at) + cost, at + kCapacity + kLongestDebt);
  } while (!full_at_.compare_exchange_weak(full_at, after, std::memory_order_relaxed));
}

}  // namespace suggestd::http
