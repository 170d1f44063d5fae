#include "access/slow_down.h"

#include <catch2/catch.hpp>

using namespace suggestd::http;
using namespace std::chrono_literals;

TEST_CASE("a burst is let through, then one each so often, and waiting gives all of it back") {
  SlowDown slow_down(3, 10s);
  const auto begin = SlowDown::Clock::now();
  for (int i = 0; i < 3; ++i) CHECK(slow_down.take("a", begin) == 0ms);
  CHECK(slow_down.take("a", begin) == 10s);
  CHECK(slow_down.take("a", begin + 4s) == 6s);
  CHECK(slow_down.take("a", begin + 10s) == 0ms);
  CHECK(slow_down.take("a", begin + 10s) == 10s);
  for (int i = 0; i < 3; ++i) CHECK(slow_down.take("a", begin + 60s) == 0ms);
  CHECK(slow_down.take("a", begin + 60s) > 0ms);
}

TEST_CASE("a try that is given back was none") {
  SlowDown slow_down(1, 10s);
  const auto begin = SlowDown::Clock::now();
  for (int i = 0; i < 5; ++i) {
    CHECK(slow_down.take("a", begin) == 0ms);
    slow_down.give_back("a");
  }
}

TEST_CASE("names are slowed one by one") {
  SlowDown slow_down(1, 10s);
  const auto begin = SlowDown::Clock::now();
  int free = 0;
  for (int i = 0; i < 100; ++i) free += slow_down.take(std::to_string(i), begin) == 0ms ? 1 : 0;
  CHECK(free > 80);  // 100 names in 4,096 cells: one pair in fifty or so shares
}
