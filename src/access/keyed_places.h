// The place of a name in a table of fixed size, by a keyed hash (SipHash-2-4, Aumasson and Bernstein 2012).
//
// Why      names come from outside: without a key, who sends them could choose some that share a place.
// Threads  any; a constant once it is made.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace suggestd::http {

class KeyedPlaces {
 public:
  // Requires: places > 0.
  explicit KeyedPlaces(std::size_t places);

  std::size_t of(std::string_view name) const noexcept;

 private:
  const std::size_t places_;
  std::array<std::uint8_t, 16> key_{};
};

}  // namespace suggestd::http
