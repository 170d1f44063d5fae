#include "jobs/schedule.h"

#include <catch2/catch.hpp>

namespace suggestd::jobs {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

Timestamp at(const char* text) { return *parse_rfc3339(text); }

TEST_CASE("a length of time reads as it is written, in its largest unit") {
  struct Row {
    const char* text;
    const char* shown;
  };
  for (const Row& row : std::vector<Row>{
           {"60s", "1m"}, {"90s", "90s"}, {"30m", "30m"}, {"6h", "6h"}, {"48h", "2d"}, {"366d", "366d"}}) {
    CAPTURE(row.text);
    const auto every = parse_every(row.text);
    REQUIRE(every.ok());
    CHECK(every_text(*every) == row.shown);
  }
  for (const char* bad : {"", "h", "6", "6 h", "-1h", "59s", "367d", "1.5h", "6w", "99999999999999999999h"}) {
    CAPTURE(bad);
    REQUIRE_FALSE(parse_every(bad).ok());
    CHECK(parse_every(bad).error().message().find("6h") != std::string::npos);
  }
}

TEST_CASE("a time of day has four digits") {
  CHECK(at_text(*parse_at("03:30")) == "03:30");
  CHECK(*parse_at("23:59") == minutes(23 * 60 + 59));
  for (const char* bad : {"", "3:30", "24:00", "12:60", "12-30", "noon"}) CHECK_FALSE(parse_at(bad).ok());
}

TEST_CASE("a job runs every so often in its rhythm, and makes up for missed runs by one") {
  const Schedule schedule{hours(6), {}, ""};
  const TimeZone utc;
  const Timestamp made = at("2026-01-01T01:00:00Z");
  CHECK(first_run(schedule, utc, made) == made);
  CHECK(next_run(schedule, utc, made, made + minutes(20)) == made + hours(6));
  CHECK(next_run(schedule, utc, made, made + hours(6)) == made + hours(12));
  CHECK(next_run(schedule, utc, made, made + hours(100)) == made + hours(102));
}

TEST_CASE("a job that runs at a time of day has one run a day through summer time") {
  const TimeZone berlin = *TimeZone::parse("Europe/Berlin");
  const Schedule schedule{{}, minutes(150), "Europe/Berlin"};  // 02:30
  const auto runs = [&](const char* from, int count) {
    std::vector<std::string> moments;
    Timestamp last = first_run(schedule, berlin, at(from));
    for (int i = 0; i < count; ++i) {
      moments.push_back(to_rfc3339(last));
      last = next_run(schedule, berlin, last, last);
    }
    return moments;
  };
  // Clocks leap from 02:00 to 03:00 on 29 March, and go back from 03:00 to 02:00 on 25 October.
  CHECK(runs("2026-03-27T12:00:00Z", 4) ==
        std::vector<std::string>{"2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z",
                                 "2026-03-31T00:30:00Z"});
  CHECK(runs("2026-10-24T12:00:00Z", 3) ==
        std::vector<std::string>{"2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z", "2026-10-27T01:30:00Z"});
}

}  // namespace
}  // namespace suggestd::jobs
