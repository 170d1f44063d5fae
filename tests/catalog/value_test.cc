#include "catalog/value.h"

#include <catch2/catch.hpp>
#include <limits>

using namespace suggestd::catalog;

TEST_CASE("a number that is not finite is no value") {
  CHECK(number_value(std::numeric_limits<double>::infinity()).type == Type::missing);
  CHECK(number_value(std::numeric_limits<double>::quiet_NaN()).type == Type::missing);
  CHECK(duration_value(-std::numeric_limits<double>::infinity()).type == Type::missing);
}

TEST_CASE("dates and times are told from other texts") {
  CHECK(parse_time_value("1970-01-02").number == 86400e6);
  CHECK(parse_time_value("1970-01-01T00:00:00.000001Z").number == 1);
  for (const char* text : {"", "2024", "2024-13-01", "2024-06-01T10:00", "sku-0001-22", "2024-06-1"}) {
    CHECK(parse_time_value(text).type == Type::missing);
  }
}

TEST_CASE("sets are equal whatever the order of their members") {
  CHECK(set_value({"b", "a", "b"}) == set_value({"a", "b"}));
}
