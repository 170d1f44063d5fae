// How long to wait before a call is made again.
//
// Method   exponential backoff with full jitter: a random time from 0 to base * 2^(try - 1), so that many callers of
//          one server that was down do not come back together. Retry-After outranks it, up to kLongestWait.
// Threads  pure functions.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

#include "base/time.h"

namespace suggestd::outbound {

inline constexpr std::chrono::milliseconds kLongestWait{30'000};

// `tried`: tries so far, from 1; `dice`: a random number of [0, 1).
std::chrono::milliseconds backoff(std::size_t tried, std::chrono::milliseconds base, double dice);

// The wait that a Retry-After asks for: seconds or a date (RFC 9110, section 10.2.3). Nothing if it can't be read.
std::optional<std::chrono::milliseconds> retry_after(std::string_view header, Timestamp now);

// True for an answer that may be another one later: 408, 425, 429, 500, 502, 503, 504.
bool may_pass(int status);

}  // namespace suggestd::outbound
