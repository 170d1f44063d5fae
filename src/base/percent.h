// Percent-encoding of paths and queries (RFC 3986, section 2.1).
//
// Threads  pure.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace suggestd::http {

// "a%2Fb" -> "a/b". Errors: invalid for a '%' without two hex digits. '+' stays '+'.
Result<std::string> decode_percent(std::string_view text);
// The same for a query's names and values, where '+' means a blank.
Result<std::string> decode_query_part(std::string_view text);
// All bytes but RFC 3986's unreserved ones become %XX: an id that may hold '/' fits into one path segment.
std::string encode_percent(std::string_view text);

}  // namespace suggestd::http
