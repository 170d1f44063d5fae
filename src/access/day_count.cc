#include "access/day_count.h"

#include <algorithm>
#include <chrono>

namespace suggestd::http {
namespace {

// Longer than a day that has an hour or two twice.
constexpr std::chrono::hours kLongestDay{27};

}  // namespace

Timestamp next_midnight(const TimeZone& zone, Timestamp now) {
  auto day = std::chrono::floor<std::chrono::days>(zone.local(now));
  Timestamp midnight = now;
  // Where clocks were set back over midnight, it stands for its first moment, which has gone by: the day lasts to the next.
  while (midnight <= now) midnight = zone.moment(Timestamp(day += std::chrono::days(1)));
  return midnight;
}

void DayCount::turn(const TimeZone& zone, Timestamp now) {
  if (now >= use_.ends) {
    use_ = {0, next_midnight(zone, now)};
  } else if (zone_ != zone.text() || use_.ends - now > kLongestDay) {
    use_.ends = next_midnight(zone, now);
  }
  zone_ = zone.text();
}

RateVerdict DayCount::admit(std::int64_t most, const TimeZone& zone, Timestamp now) {
  const DayUse use = this->use(zone, now);
  const auto left = most - static_cast<std::int64_t>(std::min(use.units, static_cast<std::uint64_t>(most)));
  RateVerdict verdict;
  verdict.allowed = left > 0;
  verdict.remaining = left;
  verdict.reset = std::chrono::ceil<std::chrono::milliseconds>(use.ends - now);
  if (!verdict.allowed) verdict.retry = verdict.reset;
  return verdict;
}

void DayCount::charge(std::uint64_t units) {
  const MutexLock lock(mutex_);
  use_.units += units;
}

DayUse DayCount::use(const TimeZone& zone, Timestamp now) {
  const MutexLock lock(mutex_);
  turn(zone, now);
  return use_;
}

DayUse DayCount::kept() const {
  const MutexLock lock(mutex_);
  return use_;
}

}  // namespace suggestd::http
