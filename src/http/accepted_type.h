// The choice among the content types that a route can answer with (RFC 9110, section 12.5.1).
//
// Threads  pure.
#pragma once

#include <span>
#include <string_view>

namespace suggestd::http {

// The first of the types that the header Accept names and `offered` has; offered.front() if it names none of them.
// Weights (";q=") are read as far as that a type with q=0 is not wanted.
std::string_view accepted_type(std::string_view accept, std::span<const std::string_view> offered);

}  // namespace suggestd::http
