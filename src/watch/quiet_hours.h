// A part of each day in which warnings are held back: "22:00-07:00" by the clocks of a time zone.
//
// Threads  plain values.
#pragma once

#include <chrono>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "base/time_zone.h"

namespace suggestd::watch {

class QuietHours {
 public:
  QuietHours() = default;  // none

  // "22:00-07:00"; `zone` as TimeZone::parse(). Errors: invalid.
  static Result<QuietHours> parse(std::string_view hours, std::string_view zone);
  bool hold(Timestamp at) const;

 private:
  std::chrono::minutes from_{0};
  std::chrono::minutes until_{0};  // the same: no hours are quiet
  TimeZone zone_;
};

}  // namespace suggestd::watch
