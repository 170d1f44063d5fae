#include "watch/quiet_hours.h"

#include <catch2/catch.hpp>

namespace suggestd::watch {
namespace {

Timestamp at(const char* text) { return *parse_rfc3339(text); }

}  // namespace

TEST_CASE("quiet hours go over midnight, by the clocks of their zone") {
  const QuietHours quiet = *QuietHours::parse("22:00-07:00", "Europe/Berlin");
  for (const char* held : {"2026-01-10T21:00:00Z", "2026-01-11T05:59:59Z", "2026-07-10T20:00:00Z"}) {
    CAPTURE(held);
    CHECK(quiet.hold(at(held)));
  }
  for (const char* loud : {"2026-01-10T20:59:59Z", "2026-01-11T06:00:00Z", "2026-07-11T05:00:00Z"}) {
    CAPTURE(loud);
    CHECK_FALSE(quiet.hold(at(loud)));
  }
}

TEST_CASE("quiet hours may lie within a day; without any nothing is held") {
  const QuietHours lunch = *QuietHours::parse("12:00-13:00", "UTC");
  CHECK(lunch.hold(at("2026-01-10T12:00:00Z")));
  CHECK_FALSE(lunch.hold(at("2026-01-10T13:00:00Z")));
  CHECK_FALSE(QuietHours().hold(at("2026-01-10T12:00:00Z")));
}

TEST_CASE("quiet hours that are none are refused") {
  for (const char* bad :
       {"", "22:00", "22:00-", "-07:00", "22:00-25:00", "7-8", "22:00-22:00", "22:00-07:00-08:00"}) {
    CAPTURE(bad);
    const auto quiet = QuietHours::parse(bad, "UTC");
    REQUIRE_FALSE(quiet.ok());
    CHECK(quiet.error().message() == "must be two times of a day, such as 22:00-07:00");
  }
  CHECK_FALSE(QuietHours::parse("22:00-07:00", "Mars/Base").ok());
}

}  // namespace suggestd::watch
