#include "campaigns/holdout.h"

#include <cmath>
#include <string>

#include <fmt/format.h>
#include <catch2/catch.hpp>

namespace suggestd::campaigns {
namespace {

TEST_CASE("the share that is asked for is held out, and two keys draw apart") {
  constexpr int kPeople = 20'000;
  constexpr double kShare = 0.2;
  int first = 0;
  int both = 0;
  for (int i = 0; i < kPeople; ++i) {
    const std::string id = fmt::format("person-{}", i);
    const bool in_first = is_held_out("spring", id, kShare);
    first += in_first ? 1 : 0;
    both += in_first && is_held_out("summer", id, kShare) ? 1 : 0;
    CHECK(is_held_out("spring", id, kShare) == in_first);
  }
  // Four standard deviations of a fair draw.
  CHECK(std::abs(first - kPeople * kShare) < 4 * std::sqrt(kPeople * kShare * (1 - kShare)));
  const double square = kShare * kShare;
  CHECK(std::abs(both - kPeople * square) < 4 * std::sqrt(kPeople * square * (1 - square)));
}

TEST_CASE("nobody and everybody") {
  CHECK_FALSE(is_held_out("k", "a", 0));
  CHECK(is_held_out("k", "a", 1));
}

}  // namespace
}  // namespace suggestd::campaigns
