#include "attribute/attribution_totals.h"

#include <limits>

#include <catch2/catch.hpp>

#include "base/hex.h"

namespace suggestd::shop {
namespace {

TEST_CASE("totals come back as they were stored, money by currency") {
  AttributionTotals totals{5, 4, 3, 2, 1, -1, 7, {}};
  totals.revenue[*Currency::parse("EUR")] = 1'234'567'890'123;
  totals.revenue[*Currency::parse("JPY")] = -42;
  const Result<AttributionTotals> read = decode_totals(encode(totals));
  REQUIRE(read.ok());
  CHECK(*read == totals);
  AttributionTotals sum = *read;
  sum += totals;
  CHECK(sum.shown_events == 10);
  CHECK(sum.revenue.at(*Currency::parse("JPY")) == -84);
  CHECK_FALSE(decode_totals("\xFF").ok());
}

TEST_CASE("a row of totals keeps its bytes on disk") {
  AttributionTotals totals{1, 2, 3, 4, 5, -6, 7, {}};
  totals.revenue[*Currency::parse("EUR")] = 1'234;
  CHECK(hex(encode(totals)) == "02020404060608080a0a0c0b0e0e1108030345555204a413");
}

TEST_CASE("sums beyond 64 bits come back, and are told") {
  const Currency euros = *Currency::parse("EUR");
  AttributionTotals totals;
  totals.revenue[euros] = std::numeric_limits<std::int64_t>::max();
  totals += totals;
  CHECK(to_decimal(totals.revenue.at(euros), euros) == "184467440737095516.14");
  CHECK(*decode_totals(encode(totals)) == totals);
  totals.revenue[euros] = -3 * totals.revenue.at(euros);
  CHECK(*decode_totals(encode(totals)) == totals);
  CHECK(to_decimal(totals.revenue.at(euros), euros) == "-553402322211286548.42");
}

TEST_CASE("an hour holds what is answered from its first microsecond to its last") {
  const Timestamp noon = *parse_rfc3339("2026-03-29T12:00:00Z");
  CHECK(start_of(hour_of(noon)) == noon);
  CHECK(hour_of(noon + std::chrono::hours(1) - std::chrono::microseconds(1)) == hour_of(noon));
  CHECK(hour_of(noon - std::chrono::microseconds(1)) == hour_of(noon) - 1);
}

}  // namespace
}  // namespace suggestd::shop
