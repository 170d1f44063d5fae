#include "base/nearest_name.h"

#include <string>
#include <tuple>

#include <catch2/catch.hpp>

using suggestd::nearest_name;

TEST_CASE("the nearest name is the one with the fewest edits") {
  const auto [word, expected] = GENERATE(table<std::string, std::string>({
      {"limt", "limit"},         // a letter is missing
      {"scenraio", "scenario"},  // two letters are swapped
      {"FILTER", "filter"},      // case is no edit
      {"bosster", "booster"},
      {"colour", ""},  // nothing is near
      {"", ""},
  }));
  CAPTURE(word);
  const auto found = nearest_name(word, {"limit", "scenario", "filter", "booster"});
  CHECK(std::string(found.value_or("")) == expected);
}

TEST_CASE("a very long word has no nearest name and costs nothing") {
  CHECK_FALSE(nearest_name(std::string(100'000, 'x'), {"limit"}).has_value());
}
