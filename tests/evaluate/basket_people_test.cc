#include "evaluate/basket_people.h"

#include <catch2/catch.hpp>

namespace suggestd::evaluate {
namespace {

TEST_CASE("the last basket is hidden and the others stand a week apart") {
  const std::vector<UserBaskets> users = {{"u", {{"a", "b"}, {"b"}, {"c"}}}, {"v", {{"b"}, {"a"}}}};
  const BasketPeople data = all_but_last(users);
  REQUIRE(data.people.size() == 2);
  REQUIRE(data.people[0].size() == 2);
  CHECK(data.people[0][0].day == -14);
  CHECK(data.people[0][1].day == -7);
  CHECK(data.people[1].back().day == -7);
  CHECK(data.items() == 2);
  CHECK(data.product(data.people[0][1].items.at(0)) == "b");
}

}  // namespace
}  // namespace suggestd::evaluate
