// Counts and sums of one variant of one run. They name nobody.
//
// So far    of all visitors, as their orders stand now
// Settled   of the visitors whose window is over, for the comparison: each visitor enters once, in the order of the
//           hours of exposure, which is what the intervals rest on
// Money     minor units; sums of squares are doubles.
// Threads   plain values.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "experiments/experiment.h"
#include "experiments/sums.h"
#include "experiments/visitor_row.h"

namespace suggestd::experiments {

struct VariantTotals {
  std::int64_t assigned =
      0;  // ids that the split assigned while no variant was stopped: for the sample ratio
  std::int64_t crossovers = 0;  // people of this variant who had met another one under another id
  // So far
  std::int64_t visitors = 0;
  std::int64_t buyers = 0;
  std::int64_t orders = 0;
  std::map<Currency, WideMinor> revenue;
  // Settled
  Sums money;   // in the run's currency
  Sums bought;  // 1 for who bought; before: 1 for who had bought before

  bool operator==(const VariantTotals&) const = default;

  // Counts a visitor with their orders (sign 1), or takes them out again (sign -1).
  void count(const VisitorRow& row, int sign);
  // Requires: counted. Adds what the window came to.
  void settle(const VisitorRow& row, Currency currency);
  const Sums& sums(Metric metric) const { return metric == Metric::conversion ? bought : money; }
};

std::string encode(const VariantTotals& totals);
// Errors: corrupt.
Result<VariantTotals> decode_variant_totals(std::string_view bytes);

}  // namespace suggestd::experiments
