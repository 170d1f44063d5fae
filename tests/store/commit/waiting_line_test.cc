#include "store/commit/waiting_line.h"

#include <catch2/catch.hpp>

namespace suggestd::store {
namespace {

using Numbers = std::vector<int>;

TEST_CASE("an order that comes after bulk is in the next group") {
  WaitingLine<int> line;
  for (int bulk = 0; bulk < 8; ++bulk) line.push(bulk, 1'000);
  line.push(100, 1);
  CHECK(line.take_group() == Numbers{100, 0});
}

TEST_CASE("while orders keep coming, a group carries one large request: bulk is neither first nor starved") {
  WaitingLine<int> line;
  for (int bulk = 0; bulk < 8; ++bulk) line.push(bulk, 1'000);
  for (int order = 100; order < 108; ++order) {
    line.push(order, 1);
    CHECK(line.take_group() == Numbers{order, order - 100});
  }
  CHECK(line.empty());
}

TEST_CASE("without orders, large requests share a sync") {
  WaitingLine<int> line;
  for (int bulk = 0; bulk < 8; ++bulk) line.push(bulk, 1'000);
  CHECK(line.take_group() == Numbers{0, 1, 2, 3, 4});
  CHECK(line.take_group() == Numbers{5, 6, 7});
  CHECK(line.take_group().empty());
}

TEST_CASE("large requests share a sync again some groups after the last order") {
  WaitingLine<int> line;
  line.push(100, 1);
  CHECK(line.take_group() == Numbers{100});
  for (int bulk = 0; bulk < 200; ++bulk) line.push(bulk, 1'000);
  unsigned groups_of_one = 0;
  while (line.take_group().size() == 1) ++groups_of_one;
  CHECK(groups_of_one == kGroupsUntilQuiet);
}

TEST_CASE("more small requests than a group carries wait in their order") {
  WaitingLine<int> line;
  const int count = static_cast<int>(kMaxGroup) + 5;
  for (int order = 0; order < count; ++order) line.push(order, 1);
  CHECK(line.take_group().size() == kMaxGroup);
  CHECK(line.take_group() == Numbers{count - 5, count - 4, count - 3, count - 2, count - 1});
}

}  // namespace
}  // namespace suggestd::store
