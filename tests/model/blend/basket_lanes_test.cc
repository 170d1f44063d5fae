#include "model/blend/basket_lanes.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "model/sample_baskets.h"

namespace suggestd::model {
namespace {

BasketLanes learn(const std::vector<BasketHistory>& people, std::size_t items) {
  return BasketLanes::learn(people, items, 0, sample_blend_options().lanes, 1);
}

TEST_CASE("counts tell buyers, purchases that fade, and who came back") {
  const BasketLanes lanes = learn({{{-30, {0}}, {0, {0, 1}}}, {{-30, {0}}}}, 2);
  CHECK(lanes.tables.counts[0].buyers == 2);
  CHECK(lanes.tables.counts[0].purchases == 3);
  CHECK(lanes.tables.counts[0].month == Approx(2));
  CHECK(lanes.tables.counts[0].half_year == Approx(1 + 2 * std::exp2(-30 / 180.0)));
  CHECK(lanes.tables.counts[0].repeat_share == Approx((1 + 2.0) / (2 + 10)));
  CHECK(lanes.tables.counts[1].repeat_share == Approx(2.0 / 11));
  CHECK(lanes.tables.counts[0].log_interval == Approx((std::log(31.0) + 15) / 6));
}

TEST_CASE("the next basket's rows point forward in time") {
  const BasketLanes lanes = learn({{{-14, {0}}, {-7, {1}}}}, 2);
  REQUIRE(lanes.tables.next[0].size() == 1);
  CHECK(lanes.tables.next[0][0].item == 1);
  CHECK(lanes.tables.next[0][0].weight == Approx(1.0 / 6));
  CHECK(lanes.tables.next[1].empty());
}

TEST_CASE("a profile is of length 1 and its late baskets weigh more") {
  const auto profile = profile_of({{-14, {3}}, {-7, {1}}});
  REQUIRE(profile.size() == 2);
  CHECK(profile[0].row == 1);
  CHECK(profile[1].weight == Approx(0.9 * profile[0].weight));
  CHECK(profile[0].weight * profile[0].weight + profile[1].weight * profile[1].weight == Approx(1));
  CHECK(profile_of({}).empty());
}

TEST_CASE("confidence grows with the logarithm of repetition and halves in a year") {
  const auto row = confident_items({{-365, {2}}, {0, {1}}, {0, {1}}}, 0);
  REQUIRE(row.size() == 2);
  CHECK(row[0].confidence == Approx(1 + std::log(2.0)));
  CHECK(row[1].confidence == Approx(0.5));
}

}  // namespace
}  // namespace suggestd::model
