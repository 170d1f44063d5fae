// Counts of an interleaved run, of all its visitors together: each of them sees both rankings. They name nobody.
//
// So far    of all visitors, as their orders stand now
// Settled   of the visitors whose window is over: each enters once, with the ranking that they preferred, in the order of
//           the hours of exposure, which is what the interval rests on
// Threads   plain values.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "experiments/interleave.h"
#include "experiments/preference.h"
#include "experiments/visitor_row.h"

namespace suggestd::experiments {

using Credit = std::array<std::int64_t, kRankings>;  // by ranking

struct InterleavedTotals {
  // So far
  std::int64_t visitors = 0;
  Credit clicks{};     // products clicked in a list, each once a list
  Credit purchases{};  // lines of orders
  // Settled
  std::int64_t settled = 0;
  Preferences by_clicks;
  Preferences by_purchases;

  bool operator==(const InterleavedTotals&) const = default;

  // Counts a visitor with what they did (sign 1), or takes them out again (sign -1).
  void count(const VisitorRow& row, int sign);
  // Requires: counted. Adds what the window came to.
  void settle(const VisitorRow& row);
  const Credit& credit(Metric metric) const { return metric == Metric::purchases ? purchases : clicks; }
  const Preferences& preferences(Metric metric) const {
    return metric == Metric::purchases ? by_purchases : by_clicks;
  }
};

std::string encode(const InterleavedTotals& totals);
// Errors: corrupt.
Result<InterleavedTotals> decode_interleaved_totals(std::string_view bytes);

}  // namespace suggestd::experiments
