#include "experiments/detectable_effect.h"

#include <catch2/catch.hpp>

namespace suggestd::experiments {
namespace {

// 3 % of 1,000 visitors a day buy.
constexpr Traffic kTraffic{1'000, 0.03, 0.03 * 0.97};
constexpr Plan kPlan{0.5, 0.5, 0.05, 14'000};

TEST_CASE("more days and more visitors show smaller effects") {
  const double week = *detectable_effect(kTraffic, kPlan, 7);
  const double fortnight = *detectable_effect(kTraffic, kPlan, 14);
  CHECK(fortnight < week);
  Traffic busy = kTraffic;
  busy.visitors_a_day *= 10;
  CHECK(*detectable_effect(busy, kPlan, 7) < week);
  // A test of one look would need (1.96 + 0.84) standard errors: 2 * sqrt(0.0291 / 14000) / 0.03.
  constexpr double kOneLook = 2.8 * 0.0961;
  CHECK(fortnight > kOneLook);
  CHECK(fortnight < 1.6 * kOneLook);
}

TEST_CASE("the days needed are the first on which the effect shows") {
  const int days = *days_needed(kTraffic, kPlan, 0.2);
  CHECK(*detectable_effect(kTraffic, kPlan, days) <= 0.2);
  CHECK(*detectable_effect(kTraffic, kPlan, days - 1) > 0.2);
  CHECK_FALSE(days_needed(kTraffic, kPlan, 0.0001).has_value());
}

TEST_CASE("nothing can be said without visitors or buyers") {
  CHECK_FALSE(detectable_effect({0, 0.03, 0.03}, kPlan, 14).has_value());
  CHECK_FALSE(detectable_effect({1'000, 0, 0}, kPlan, 14).has_value());
}

}  // namespace
}  // namespace suggestd::experiments
