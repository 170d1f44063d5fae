#include "watch/error_rate.h"

#include <catch2/catch.hpp>

namespace suggestd::watch {
namespace {

std::chrono::steady_clock::time_point at(int second) {
  return std::chrono::steady_clock::time_point(std::chrono::seconds(second));
}

}  // namespace

TEST_CASE("failures count for as long as the window is") {
  ErrorRate rate;
  CHECK_FALSE(rate.bad());
  rate.note({0, 0}, at(0));
  rate.note({100, 10}, at(10));
  CHECK(rate.bad());
  rate.note({200, 10}, at(309));
  CHECK(rate.recent().counts.failures == 10);
  rate.note({200, 10}, at(310));
  CHECK(rate.recent().counts.failures == 0);
  CHECK_FALSE(rate.bad());
}

TEST_CASE("single failures, and a small share of many, are no alarm") {
  ErrorRate rate;
  rate.note({0, 0}, at(0));
  rate.note({4, 4}, at(10));
  CHECK_FALSE(rate.bad());
  rate.note({10'000, 100}, at(20));
  CHECK_FALSE(rate.bad());
  rate.note({10'001, 101}, at(30));
  CHECK(rate.bad());
}

}  // namespace suggestd::watch
