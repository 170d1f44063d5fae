#include "records/category_path.h"

#include <catch2/catch.hpp>

#include <string>

namespace suggestd {
namespace {

TEST_CASE("a category path holds every level above it") {
  CHECK(category_levels("Kitchen > Tea>Pots ") ==
        std::vector<std::string>{"Kitchen", "Kitchen > Tea", "Kitchen > Tea > Pots"});
  CHECK(category_levels(" > ").empty());
  CHECK(category_levels("").empty());
}

TEST_CASE("blanks and empty levels do not make another category") {
  for (const std::string path :
       {"Kitchen > Tea", "Kitchen>Tea", " Kitchen  >Tea ", "Kitchen > > Tea", "> Kitchen > Tea >"}) {
    CHECK(category_name(path) == "Kitchen > Tea");
    CHECK(category_level_count(path) == 2);
  }
  CHECK(category_name("Kitchen Tea") == "Kitchen Tea");
  CHECK(category_name(" > ").empty());
}

TEST_CASE("what is beyond the limits is left out, and counted all the same") {
  std::string path = "a";
  for (int i = 0; i < 100; ++i) path += ">a";
  CHECK(category_level_count(path) == 101);
  CHECK(category_levels(path).size() == kMaxCategoryLevels);
  CHECK(category_levels(path).back() == category_name(path));
}

}  // namespace
}  // namespace suggestd
