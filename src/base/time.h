// Moments. Stored and sent in UTC with microseconds; text is RFC 3339.
//
// Threads  pure functions, and the clock, which any thread may read.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/result.h"

namespace suggestd {

using Timestamp = std::chrono::sys_time<std::chrono::microseconds>;

// The wall clock. Nothing below shop/ calls it to decide what is learned: the log's own times do.
Timestamp now();

// "2011-12-09T12:50:00Z"; a fraction is written only if there is one.
std::string to_rfc3339(Timestamp time);

// Any RFC 3339 date-time with an offset or Z. Errors: invalid for a missing zone, an impossible date,
// or a year outside 1970-2200; the message gives an example.
Result<Timestamp> parse_rfc3339(std::string_view text);

}  // namespace suggestd
