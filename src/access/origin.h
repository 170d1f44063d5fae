// The origin of a page: the scheme, host and port of its address (RFC 6454), as browsers send them in the header
// Origin.
//
// Threads  pure.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace suggestd::http {

// The origin as a browser writes it: "HTTPS://Shop.Example:443" -> "https://shop.example". Errors: invalid, for
// what has a path, a user, a star, a scheme other than http and https, or no host.
Result<std::string> parse_origin(std::string_view text);

}  // namespace suggestd::http
