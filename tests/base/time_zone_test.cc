#include "base/time_zone.h"

#include <catch2/catch.hpp>

namespace suggestd {
namespace {

Timestamp at(const char* text) { return *parse_rfc3339(text); }

TEST_CASE("a local time stands for a moment, and back") {
  struct Row {
    const char* zone;
    const char* local;
    const char* moment;
  };
  const std::vector<Row> rows = {
      {"UTC", "2026-01-15T12:00:00Z", "2026-01-15T12:00:00Z"},
      {"+05:30", "2026-01-15T12:00:00Z", "2026-01-15T06:30:00Z"},
      {"-0330", "2026-01-15T12:00:00Z", "2026-01-15T15:30:00Z"},
      {"Europe/Berlin", "2026-01-15T12:00:00Z", "2026-01-15T11:00:00Z"},
      {"Europe/Berlin", "2026-07-15T12:00:00.25Z", "2026-07-15T10:00:00.25Z"},
      {"America/New_York", "2026-07-15T12:00:00Z", "2026-07-15T16:00:00Z"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.zone, row.local);
    const auto zone = TimeZone::parse(row.zone);
    REQUIRE(zone.ok());
    CHECK(to_rfc3339(zone->moment(at(row.local))) == row.moment);
    CHECK(zone->local(at(row.moment)) == at(row.local));
  }
}

TEST_CASE("a time that is leapt over is the moment of the leap; one that comes twice is the first") {
  const TimeZone berlin = *TimeZone::parse("Europe/Berlin");
  CHECK(to_rfc3339(berlin.moment(at("2026-03-29T02:30:00Z"))) == "2026-03-29T01:00:00Z");
  CHECK(to_rfc3339(berlin.moment(at("2026-10-25T02:30:00Z"))) == "2026-10-25T00:30:00Z");
}

TEST_CASE("what is no zone is refused with an example") {
  for (const char* bad : {"", "Europe/Atlantis", "../../etc/passwd", "/etc/localtime", "localtime", "+15:00",
                          "+1:00", "file:/etc/passwd"}) {
    CAPTURE(bad);
    const auto zone = TimeZone::parse(bad);
    REQUIRE_FALSE(zone.ok());
    CHECK(zone.error().message().find("Europe/Berlin") != std::string::npos);
  }
}

}  // namespace
}  // namespace suggestd
