#include "access/day_count.h"

#include <catch2/catch.hpp>

namespace suggestd::http {
namespace {

Timestamp at(const char* text) { return *parse_rfc3339(text); }
TimeZone zone(const char* name) { return *TimeZone::parse(name); }

TEST_CASE("a day ends at the midnight of its time zone") {
  struct Row {
    const char* zone;
    const char* now;
    const char* midnight;
  };
  const std::vector<Row> rows = {
      {"UTC", "2026-01-15T12:00:00Z", "2026-01-16T00:00:00Z"},
      {"UTC", "2026-01-16T00:00:00Z", "2026-01-17T00:00:00Z"},
      {"Europe/Berlin", "2026-01-15T22:59:59Z", "2026-01-15T23:00:00Z"},
      {"Europe/Berlin", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"},  // 23 hours
      {"Europe/Berlin", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"},  // 25 hours
      {"+05:30", "2026-01-15T18:30:00Z", "2026-01-16T18:30:00Z"},
      // Clocks that leapt from 24:00 to 01:00, and some that went back from 00:01 to 23:01.
      {"Africa/Cairo", "2024-04-25T12:00:00Z", "2024-04-25T22:00:00Z"},
      {"America/St_Johns", "2009-11-01T02:45:00Z", "2009-11-02T03:30:00Z"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.zone, row.now);
    CHECK(to_rfc3339(next_midnight(zone(row.zone), at(row.now))) == row.midnight);
  }
}

TEST_CASE("a day is used up by what its requests cost, and the next one begins full") {
  DayCount day;
  const Timestamp noon = at("2026-01-15T12:00:00Z");
  CHECK(day.admit(1'000, TimeZone(), noon).remaining == 1'000);
  day.charge(999);
  const RateVerdict last = day.admit(1'000, TimeZone(), noon);
  CHECK(last.allowed);
  CHECK(last.remaining == 1);
  CHECK(last.reset == std::chrono::hours(12));
  day.charge(500);  // the price is known afterwards
  const RateVerdict over = day.admit(1'000, TimeZone(), noon + std::chrono::hours(1));
  CHECK_FALSE(over.allowed);
  CHECK(over.remaining == 0);
  CHECK(over.retry == std::chrono::hours(11));
  CHECK(day.admit(2'000, TimeZone(), noon).remaining == 501);  // a larger limit holds at once
  CHECK(day.admit(1'000, TimeZone(), noon + std::chrono::hours(12)).remaining == 1'000);
}

TEST_CASE("a change of the time zone moves the day's end, and gives nothing back") {
  DayCount day;
  const Timestamp noon = at("2026-01-15T12:00:00Z");
  day.admit(1'000, TimeZone(), noon);
  day.charge(1'000);
  const RateVerdict moved = day.admit(1'000, zone("Europe/Berlin"), noon);
  CHECK_FALSE(moved.allowed);
  CHECK(moved.retry == std::chrono::hours(11));
}

TEST_CASE("a day that was counted by a clock far ahead ends when the clock is right again") {
  DayCount day;
  day.admit(1'000, TimeZone(), at("2100-01-15T12:00:00Z"));
  day.charge(1'000);
  const Timestamp noon = at("2026-01-15T12:00:00Z");
  CHECK(day.admit(1'000, TimeZone(), noon).retry == std::chrono::hours(12));
  CHECK(day.admit(1'000, TimeZone(), noon + std::chrono::hours(12)).allowed);
}

TEST_CASE("what was used goes on from what was kept") {
  const Timestamp noon = at("2026-01-15T12:00:00Z");
  DayCount day({700, at("2026-01-16T00:00:00Z")});
  CHECK(day.admit(1'000, TimeZone(), noon).remaining == 300);
  day.charge(100);
  CHECK(day.kept() == DayUse{800, at("2026-01-16T00:00:00Z")});
  DayCount old({700, at("2026-01-15T00:00:00Z")});
  CHECK(old.use(TimeZone(), noon).units == 0);
}

}  // namespace
}  // namespace suggestd::http
