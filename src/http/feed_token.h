// The change feed's opaque tokens: a position in a shop's log, with a checksum, so that a token that was cut
// off or made up is refused and never read as another place.
//
// Form     "f" and 28 lower-case hex digits: epoch (8), sequence (16), checksum (4). Callers keep it as it
//          is.
// Threads  pure.
#pragma once

#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/result.h"

namespace suggestd::http {

std::string feed_token(Position position);

// Also reads a plain position, "1:104857", as the headers and `oldest` show it. Errors: invalid.
Result<Position> parse_feed_token(std::string_view text);

}  // namespace suggestd::http
