// A number that bounds what a caller can send or ask for, as data: the check, its message, the page
// docs/internals/limits.md and the test that goes one beyond all read the same row.
//
// Use      each layer declares its limits in its own limits.h, as `inline constexpr Limit`, and lists
//          them in one array at its end; http::all_limits() joins the arrays.
// Threads  constants.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace suggestd {

struct Limit {
  std::string_view name;    // "order.lines": how the page and tests/system/limits_test.py call it
  std::uint64_t most;       // the largest that is taken
  std::string_view unit;    // "lines", "bytes"
  std::string_view of;      // the thing that is counted: "lines of one order"
  std::string_view beyond;  // the answer to one more: "400 that names /lines"
};

// docs/internals/limits.md: one table, by name.
std::string limits_reference(std::span<const Limit* const> limits);

}  // namespace suggestd
