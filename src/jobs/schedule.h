// When a job runs by itself: `every` a length of time, or `at` a local time of each day.
//
// every    runs keep their rhythm: one that is late does not move those after it.
// at       by the clocks of a time zone; TimeZone says what stands for a time that summer time leaps over or
//          shows twice, and a day has one run in any case.
// Missed   runs that came due while the server was off are made up by one run, not by as many.
// Threads  pure.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "base/time_zone.h"

namespace suggestd::jobs {

struct Schedule {
  std::optional<std::chrono::seconds> every;
  std::optional<std::chrono::minutes> at;  // since midnight
  std::string time_zone;                   // of `at`; "": the shop's

  bool any() const noexcept { return every.has_value() || at.has_value(); }
  bool operator==(const Schedule&) const = default;
};

inline constexpr std::chrono::minutes kShortestEvery{1};
inline constexpr std::chrono::days kLongestEvery{366};

// "90s", "30m", "6h", "7d". Errors: invalid for another form, and beyond kShortestEvery or kLongestEvery.
Result<std::chrono::seconds> parse_every(std::string_view text);
// "03:30". Errors: invalid.
Result<std::chrono::minutes> parse_at(std::string_view text);
std::string every_text(std::chrono::seconds every);
std::string at_text(std::chrono::minutes at);

// The first run of a job that was made at `now`: at once for `every`.
Timestamp first_run(const Schedule& schedule, const TimeZone& zone, Timestamp now);
// The first run later than `now`, where the last one was due at `due`. Requires: schedule.any().
Timestamp next_run(const Schedule& schedule, const TimeZone& zone, Timestamp due, Timestamp now);

}  // namespace suggestd::jobs
