// An amount of a product: pieces, or kilograms and metres with up to three digits after the point.
//
// Threads  plain values.
#pragma once

#include <compare>
#include <cstdint>

namespace suggestd {

struct Quantity {
  std::int64_t thousandths = 1000;
  auto operator<=>(const Quantity&) const = default;
};

constexpr Quantity pieces(std::int64_t count) { return {count * 1000}; }
constexpr double to_double(Quantity q) { return static_cast<double>(q.thousandths) / 1000.0; }

}  // namespace suggestd
