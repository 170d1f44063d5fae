#include "records/spelled_date.h"

#include <catch2/catch.hpp>

namespace suggestd {
namespace {

std::string read(std::string_view text, DateOrder order) {
  const auto time = parse_spelled_date(text, order);
  return time ? to_rfc3339(*time) : "";
}

DateOrderEvidence evidence(const std::vector<std::string>& dates) {
  DateOrderEvidence all;
  for (const std::string& date : dates) all.add(date);
  return all;
}

}  // namespace

TEST_CASE("spreadsheets' dates are read in the order that is said") {
  CHECK(read("2010-12-01 08:26:00", DateOrder::month_first) == "2010-12-01T08:26:00Z");
  CHECK(read("2010-12-01T08:26", DateOrder::day_first) == "2010-12-01T08:26:00Z");
  CHECK(read("1/12/2010 8:26", DateOrder::day_first) == "2010-12-01T08:26:00Z");
  CHECK(read("12/1/2010 8:26", DateOrder::month_first) == "2010-12-01T08:26:00Z");
  CHECK(read("01-12-10", DateOrder::day_first) == "2010-12-01T00:00:00Z");
  CHECK(read("1.12.2010 08:26:30", DateOrder::day_first) == "2010-12-01T08:26:30Z");
  CHECK(read("12/1/2010 8:26 PM", DateOrder::month_first) == "2010-12-01T20:26:00Z");
  for (const std::string_view text : {"1/12/2010", "13/13/2010", "1/12-2010", "", "/", "1/12/2010 8",
                                      "1/12/2010 8:2", "1/12/2010 25:00", "1/12/2010 8:26x", "1/12/+201"})
    CHECK(read(text, text == "1/12/2010" ? DateOrder::year_first : DateOrder::day_first).empty());
}

TEST_CASE("the whole column tells the order of its dates, and an open one is refused") {
  CHECK(evidence({"2010-12-01 08:26"}).conclude()->why.empty());
  CHECK(evidence({"01-12-2010 08:26", "13-12-2010 08:28"}).conclude()->order == DateOrder::day_first);
  CHECK(evidence({"12/1/2010 8:26", "12/13/2010 8:28"}).conclude()->order == DateOrder::month_first);
  CHECK_FALSE(evidence({"12/1/2010 8:26"}).conclude().ok());
  CHECK_FALSE(evidence({"12/13/2010 8:26", "13/12/2010 8:26"}).conclude().ok());
}

}  // namespace suggestd
