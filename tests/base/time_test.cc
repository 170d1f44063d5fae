#include "base/time.h"

#include <string>

#include <rapidcheck.h>
#include <catch2/catch.hpp>

namespace suggestd {

TEST_CASE("RFC 3339 text is read as the moment it names") {
  struct Row {
    const char* text;
    const char* utc;
  };
  const Row row = GENERATE(values<Row>({
      {"2011-12-09T12:50:00Z", "2011-12-09T12:50:00Z"},
      {"2011-12-09t12:50:00z", "2011-12-09T12:50:00Z"},
      {"2011-12-09 12:50:00+02:00", "2011-12-09T10:50:00Z"},
      {"2011-12-09T23:50:00-01:30", "2011-12-10T01:20:00Z"},
      {"2012-02-29T00:00:00.25Z", "2012-02-29T00:00:00.25Z"},
      {"2012-02-29T00:00:00.123456789Z", "2012-02-29T00:00:00.123456Z"},
      {"1998-12-31T23:59:60Z", "1998-12-31T23:59:59Z"},
  }));
  INFO(row.text);
  CHECK(to_rfc3339(parse_rfc3339(row.text).value()) == row.utc);
}

TEST_CASE("text that names no moment is refused with an example or the reason") {
  const std::string text =
      GENERATE("", "yesterday", "2011-12-09", "2011-12-09T12:50:00", "2011-12-09T12:50Z",
               "2011-13-09T12:50:00Z", "2011-02-29T12:50:00Z", "2011-12-09T24:00:00Z", "2011-12-09T12:60:00Z",
               "2011-12-09T12:50:61Z", "2011-12-09T12:50:00.Z", "2011-12-09T12:50:00+25:00",
               "1969-12-31T23:59:59Z", "9999-01-01T00:00:00Z", "2011-12-09T12:50:00Zx");
  INFO(text);
  CHECK_FALSE(parse_rfc3339(text).ok());
}

TEST_CASE("every moment survives its text form") {
  CHECK(rc::check("format, then parse", [] {
    const auto micros = *rc::gen::inRange<std::int64_t>(0, 7'258'118'400'000'000);  // 1970 to 2200
    const Timestamp time{std::chrono::microseconds(micros)};
    RC_ASSERT(parse_rfc3339(to_rfc3339(time)).value() == time);
  }));
}

}  // namespace suggestd
