// A time zone: what the clocks of a place show, through summer time and whatever else its law has changed.
//
// Source   the zones of the machine (tzdata), read by cctz (github.com/google/cctz).
// Gaps     a local time that clocks leap over stands for the moment of the leap; one that they show twice stands
//          for its first moment.
// Threads  plain values; zones that were read once are kept for ever, by name.
#pragma once

#include <string>
#include <string_view>

#include <cctz/time_zone.h>

#include "base/result.h"
#include "base/time.h"

namespace suggestd {

class TimeZone {
 public:
  TimeZone() = default;  // UTC

  // "UTC", an offset such as "+01:00", or a name such as "Europe/Berlin". Errors: invalid for others.
  static Result<TimeZone> parse(std::string_view text);

  // The moment when the clocks showed `local` (as if it were UTC).
  Timestamp moment(Timestamp local) const;
  // The clocks' time at a moment, as if it were UTC.
  Timestamp local(Timestamp moment) const;
  const std::string& text() const noexcept { return text_; }

 private:
  std::string text_ = "UTC";
  cctz::time_zone zone_ = cctz::utc_time_zone();
};

}  // namespace suggestd
