#include "experiments/adjusted_mean.h"

#include <array>
#include <cmath>
#include <random>
#include <vector>

#include <catch2/catch.hpp>

namespace suggestd::experiments {
namespace {

struct Visitor {
  double y;
  double x;
};

Sums sums_of(const std::vector<Visitor>& visitors) {
  Sums sums;
  for (const Visitor& one : visitors) sums.add(one.y, one.x);
  return sums;
}

// Visitors whose outcome follows what they did before.
std::vector<Visitor> visitors_of(unsigned seed, double effect) {
  std::mt19937 random(seed);
  std::normal_distribution<double> noise;
  std::vector<Visitor> all;
  for (int i = 0; i < 2'000; ++i) {
    const double before = 10 + 3 * noise(random);
    all.push_back({2 * before + noise(random) + effect, before});
  }
  return all;
}

TEST_CASE("without anything known of before, the means are the plain ones") {
  const Sums sums = sums_of({{1, 0}, {2, 0}, {6, 0}});
  const Adjustment adjustment = adjustment_of(std::array{sums});
  CHECK(adjustment.theta == 0);
  const Mean mean = adjusted_mean(sums, adjustment);
  CHECK(mean.value == Approx(3));
  CHECK(mean.variance == Approx(7.0 / 3));  // 14 / 2 / 3
}

TEST_CASE("the variance is that of the outcomes less theta times before, computed one by one") {
  const std::vector<Visitor> visitors = visitors_of(1, 0);
  const Sums sums = sums_of(visitors);
  const Adjustment adjustment = adjustment_of(std::array{sums});
  const Mean mean = adjusted_mean(sums, adjustment);
  Sums slow;
  for (const Visitor& one : visitors) slow.add(one.y - adjustment.theta * (one.x - adjustment.before), 0);
  const Mean expected = adjusted_mean(slow, {});
  CHECK(mean.value == Approx(expected.value));
  CHECK(mean.variance == Approx(expected.variance).epsilon(1e-6));
}

TEST_CASE("what was done before makes a small effect visible, and does not move it") {
  const Sums control = sums_of(visitors_of(2, 0));
  const Sums variant = sums_of(visitors_of(3, 0.2));
  const Adjustment adjustment = adjustment_of(std::array{control, variant});
  CHECK(adjustment.theta == Approx(2).epsilon(0.02));
  CHECK(adjustment.share > 0.9);
  const Mean a = adjusted_mean(control, adjustment);
  const Mean b = adjusted_mean(variant, adjustment);
  const double error = std::sqrt(a.variance + b.variance);
  CHECK(std::fabs(b.value - a.value - 0.2) < 4 * error);
  CHECK(error < 0.2 * std::sqrt(adjusted_mean(control, {}).variance + adjusted_mean(variant, {}).variance));
}

TEST_CASE("sums of two parts are those of all visitors") {
  const std::vector<Visitor> all = visitors_of(4, 1);
  const std::vector<Visitor> first(all.begin(), all.begin() + 700);
  const std::vector<Visitor> second(all.begin() + 700, all.end());
  Sums together = sums_of(first);
  together += sums_of(second);
  const Sums whole = sums_of(all);
  CHECK(together.n == whole.n);
  CHECK(together.xy == Approx(whole.xy));
  CHECK(together.nonzero == whole.nonzero);
}

}  // namespace
}  // namespace suggestd::experiments
