// W3C Trace Context, level 1: https://www.w3.org/TR/trace-context/
//
// Threads  pure, but for the new span's random id.
#pragma once

#include <string>
#include <string_view>

namespace suggestd::http {

// The traceparent of our own span in the caller's trace; "" if `traceparent` is absent or malformed.
std::string continue_trace(std::string_view traceparent);

}  // namespace suggestd::http
