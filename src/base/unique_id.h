// Ids that sort by the time they were made: ULID (26 letters, Crockford's base 32, github.com/ulid/spec)
// for recommendations, UUID version 7 (RFC 9562, section 5.7) for requests.
//
// Unique   48 bits of milliseconds, then at least 74 random ones from a generator of each thread that the
//          system seeded; not for secrets.
// Threads  any.
#pragma once

#include <string>
#include <string_view>

namespace suggestd {

std::string make_ulid();
std::string make_uuid7();

}  // namespace suggestd
