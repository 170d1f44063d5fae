#include "evaluate/make_split.h"

#include <catch2/catch.hpp>

namespace suggestd::evaluate {
namespace {

using Items = std::vector<std::string>;

TEST_CASE("the product that was bought for the first time last is left out") {
  const Split split = leave_last_out({{"ann", {{"a", "b"}, {"c", "a"}, {"b"}}}, {"bob", {{"a"}, {"a"}}}});
  REQUIRE(split.test.size() == 1);
  CHECK(split.test[0].user == "ann");
  CHECK(split.test[0].items == Items{"c"});
  REQUIRE(split.train.size() == 2);
  CHECK(split.train[0].items == Items{"a", "b"});
  CHECK(split.train[1].items == Items{"a"});
}

TEST_CASE("a split by time predicts what is new to people who are known") {
  const std::vector<CustomerOrder> orders{{"ann", 1, {"a"}}, {"bob", 2, {"b"}},      {"ann", 3, {"b"}},
                                          {"eve", 4, {"c"}}, {"ann", 5, {"a", "c"}}, {"bob", 6, {"b"}}};
  const Split split = split_by_time(orders, 0.5);
  REQUIRE(split.train.size() == 2);
  CHECK(split.train[0].items == Items{"a", "b"});
  CHECK(split.train[1].items == Items{"b"});
  REQUIRE(split.test.size() == 1);
  CHECK(split.test[0].user == "ann");
  CHECK(split.test[0].items == Items{"c"});
}

}  // namespace
}  // namespace suggestd::evaluate
