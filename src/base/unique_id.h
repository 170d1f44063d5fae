// Ids that sort by the time they were made: ULID (26 letters, Crockford's base 32, github.com/ulid/spec)
// for recommendations, UUID version 7 (RFC 9562, section 5.7) for requests.
//
// Unique   48 bits of milliseconds, then at least 74 random ones from a generator of each thread that the
//          system seeded; not for secrets.
// Threads  any.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace suggestd {

// The bits of an id: 48 bits of milliseconds since 1970, big-endian, then 80 others.
using IdBits = std::array<std::uint8_t, 16>;

// The bits of a new id: the time now, and random bits.
IdBits make_id_bits();
Timestamp time_of(const IdBits& bits);

std::string to_ulid(const IdBits& bits);
// Nothing if it is no ULID in capital letters.
std::optional<IdBits> parse_ulid(std::string_view text);

std::string make_uuid7();

}  // namespace suggestd
