#include "shop/lag_gate.h"

#include <catch2/catch.hpp>

namespace suggestd::shop {
namespace {

using namespace std::chrono_literals;

const StalenessBound kBound{10'000, 5'000ms};

TEST_CASE("within the bound nobody waits", "[lag gate]") {
  CHECK(wait_for_learner(kBound, {}) == 0ms);
  CHECK(wait_for_learner(kBound, {10'000, 5'000ms, 3'000ms, 500}) == 0ms);
  CHECK(wait_for_learner(kBound, {0, 9'000ms, 9'000ms, 500}) == 0ms);  // nothing waits: no age
}

TEST_CASE("a learner that keeps working is waited for as long as what is beyond the bound takes it",
          "[lag gate]") {
  CHECK(wait_for_learner(kBound, {12'000, 100ms, 1ms, 20}) == 40ms);
  CHECK(wait_for_learner(kBound, {10'001, 100ms, 1ms, 20}) == 5ms);
  CHECK(wait_for_learner(kBound, {1'000'000'000, 100ms, 1ms, 1'000}) == 60'000ms);
}

TEST_CASE("a learner that publishes nothing is expected to go on so", "[lag gate]") {
  CHECK(wait_for_learner(kBound, {10'001, 4'000ms, 3'000ms, 20}) == 3'000ms);
}

TEST_CASE("what is late by so much is expected to be late for as long again", "[lag gate]") {
  CHECK(wait_for_learner(kBound, {1, 7'500ms, 1ms, 20}) == 2'500ms);
}

}  // namespace
}  // namespace suggestd::shop
