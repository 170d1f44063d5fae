// Secrets, and the hashes that are kept of them.
//
// Random   from the operating system (getrandom(2)).
// Threads  pure functions.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace suggestd {

using Sha256 = std::array<std::uint8_t, 32>;

Sha256 sha256(std::string_view bytes);
std::string to_hex(std::span<const std::uint8_t> bytes);

// Fills `bytes` with random ones; ends the process if the system has none to give, which Linux only does
// before its pool is first filled.
void fill_random(std::span<std::uint8_t> bytes);

// A new key: `prefix`, "_" and 256 random bits in base 62, so that it can be picked by a double click.
std::string make_secret_key(std::string_view prefix);

// True if both are the same; the time taken does not depend on the place where they differ.
bool equal_in_constant_time(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b);

}  // namespace suggestd
