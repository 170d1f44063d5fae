#include "experiments/confidence_sequence.h"

#include <cmath>

#include <rapidcheck.h>
#include <catch2/catch.hpp>

namespace suggestd::experiments {
namespace {

Mean mean(double n, double value, double variance) { return {n, value, variance}; }

TEST_CASE("the width is the paper's, written as it stands there") {
  const auto paper = [](double t, double rho, double alpha) {
    const double grown = t * rho * rho + 1;
    return std::sqrt(2 * grown / (t * t * rho * rho) * std::log(std::sqrt(grown) / alpha));
  };
  for (const double t : {10.0, 1'000.0, 1e6}) {
    for (const double alpha : {0.01, 0.05, 0.2}) {
      constexpr double kTuned = 5'000;
      const double twice = -2 * std::log(alpha);
      const double rho = std::sqrt((twice + std::log(twice) + 1) / kTuned);
      // The paper's is for a standard deviation of 1, ours for a standard error of 1.
      CHECK(sequence_width(t, kTuned, alpha) == Approx(std::sqrt(t) * paper(t, rho, alpha)));
    }
  }
}

TEST_CASE("the width is smallest near the number that it is tuned to, and wider than one look's") {
  const double tuned = sequence_width(10'000, 10'000, 0.05);
  CHECK(tuned > 1.96);
  CHECK(tuned < 3.3);
  CHECK(sequence_width(10'000, 100, 0.05) > tuned);
  CHECK(sequence_width(10'000, 1e7, 0.05) > tuned);
}

TEST_CASE("an interval of the ratio is the set of all ratios whose difference may be 0") {
  CHECK(rc::check([] {
    const auto number = [](int low, int high) { return *rc::gen::inRange(low, high) / 100.0; };
    const Mean a = mean(1'000, number(50, 500), number(1, 20) / 100);
    const Mean b = mean(1'000, number(0, 500), number(1, 20) / 100);
    const double width = number(100, 400);
    const auto interval = relative_interval(a, b, width);
    RC_PRE(interval.has_value());
    for (const double end : {interval->low, interval->high}) {
      const double ratio = end + 1;
      const double distance = std::fabs(b.value - ratio * a.value);
      RC_ASSERT(distance == Approx(width * std::sqrt(b.variance + ratio * ratio * a.variance)).epsilon(1e-6));
    }
    RC_ASSERT(interval->holds(b.value / a.value - 1));
    // Where the difference is as large as its interval, rounding decides.
    const double reach = width * std::sqrt(a.variance + b.variance);
    const bool at_its_end = std::fabs(std::fabs(b.value - a.value) - reach) < 1e-9;
    if (!at_its_end) RC_ASSERT(interval->holds(0) == difference_interval(a, b, width).holds(0));
  }));
}

TEST_CASE("there is no ratio to a mean that may be 0") {
  CHECK_FALSE(relative_interval(mean(100, 1, 1), mean(100, 2, 1), 2).has_value());
}

TEST_CASE("few visitors or few buyers get no interval") {
  Sums sums;
  for (int i = 0; i < 99; ++i) sums.add(1, 0);
  CHECK_FALSE(enough_for_interval(sums));
  sums.add(0, 0);
  CHECK(enough_for_interval(sums));
  Sums few;
  for (int i = 0; i < 10'000; ++i) few.add(i < 19 ? 5 : 0, 0);
  CHECK_FALSE(enough_for_interval(few));
}

}  // namespace
}  // namespace suggestd::experiments
