#include "shop/attribution_totals.h"

#include <catch2/catch.hpp>

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

TEST_CASE("an hour holds what is answered from its first microsecond to its last") {
  const Timestamp noon = *parse_rfc3339("2026-03-29T12:00:00Z");
  CHECK(start_of(hour_of(noon)) == noon);
  CHECK(hour_of(noon + std::chrono::hours(1) - std::chrono::microseconds(1)) == hour_of(noon));
  CHECK(hour_of(noon - std::chrono::microseconds(1)) == hour_of(noon) - 1);
}

}  // namespace
}  // namespace suggestd::shop
