// Counts and money of the lists of one placement, by the hour in which the lists were answered.
//
// Money    minor units by currency, never a float.
// Threads  plain values.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "attribute/recommendation_ids.h"
#include "base/result.h"
#include "base/time.h"
#include "records/money.h"

namespace suggestd::shop {

struct AttributionTotals {
  std::int64_t shown_events = 0;          // rec_shown
  std::int64_t click_events = 0;          // rec_click
  std::int64_t lists_shown = 0;           // lists with at least one rec_shown
  std::int64_t lists_clicked = 0;         // lists with at least one rec_click
  std::int64_t shown_and_clicked = 0;     // lists with both
  std::int64_t orders = 0;                // with at least one line that a list of this placement led to
  std::int64_t order_lines = 0;           // such lines, less those taken back wholly
  std::map<Currency, WideMinor> revenue;  // of those lines, in minor units, less discounts and refunds

  AttributionTotals& operator+=(const AttributionTotals& other);
  bool operator==(const AttributionTotals&) const = default;
};

std::string encode(const AttributionTotals& totals);
// Errors: corrupt.
Result<AttributionTotals> decode_totals(std::string_view bytes);

// Hours since 1970, of the lists in a row.
using Hour = std::uint32_t;
Hour hour_of(Timestamp at);
Timestamp start_of(Hour hour);

}  // namespace suggestd::shop
