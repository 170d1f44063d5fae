// The units of work that one shop has used of its day. The unit is that of base/work_budget.h.
//
// Day      from midnight to midnight on the clocks of the shop's time zone, so it may have 23 or 25 hours. A zone that is
//          changed moves the end of the day at hand; what was used of it stays used.
// Paid     afterwards, as in unit_meter.h: a request is let in while something is left, and the last one may use more.
//          A request that ends after midnight is paid in the day in which the last one before it was let in.
// Clock    the wall clock, which may be set: a day that would end later than any day can is ended anew.
// Threads  any.
#pragma once

#include <cstdint>
#include <string>

#include "access/rate_limit.h"
#include "base/mutex.h"
#include "base/time.h"
#include "base/time_zone.h"

namespace suggestd::http {

// The first moment after `now` at which the clocks of the zone show midnight.
Timestamp next_midnight(const TimeZone& zone, Timestamp now);

struct DayUse {
  std::uint64_t units = 0;
  Timestamp ends{};  // of the day in which they were used

  bool operator==(const DayUse&) const = default;
};

class DayCount {
 public:
  explicit DayCount(const DayUse& use = {}) : use_(use) {}

  // Whether a request may begin; `remaining` is in units, `reset` and `retry` lead to the next day. Requires: most > 0.
  RateVerdict admit(std::int64_t most, const TimeZone& zone, Timestamp now);
  // Takes what a request has cost.
  void charge(std::uint64_t units);
  // The units of the day of `now`.
  DayUse use(const TimeZone& zone, Timestamp now);
  // As it stands, to be kept.
  DayUse kept() const;

 private:
  void turn(const TimeZone& zone, Timestamp now) SUGGESTD_REQUIRES(mutex_);

  mutable Mutex mutex_;
  DayUse use_ SUGGESTD_GUARDED_BY(mutex_);
  std::string zone_ SUGGESTD_GUARDED_BY(mutex_);  // by which use_.ends was made; "": none yet
};

}  // namespace suggestd::http
