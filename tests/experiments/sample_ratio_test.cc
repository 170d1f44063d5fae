#include "experiments/sample_ratio.h"

#include <array>
#include <cmath>
#include <random>
#include <vector>

#include <catch2/catch.hpp>

namespace suggestd::experiments {
namespace {

constexpr std::array kHalves{0.5, 0.5};

TEST_CASE("counts as the shares have it are no alarm, whatever their number") {
  for (const std::int64_t n : {0L, 1L, 10L, 1'000L, 1'000'000L})
    CHECK(sample_ratio_p(std::array{n, n}, kHalves) == 1);
}

TEST_CASE("one visitor in 50 lost from one variant is found among 100,000") {
  CHECK(sample_ratio_p(std::array<std::int64_t, 2>{50'000, 49'000}, kHalves) > kRatioAlarm);
  CHECK(sample_ratio_p(std::array<std::int64_t, 2>{250'000, 245'000}, kHalves) < kRatioAlarm);
  CHECK(sample_ratio_p(std::array<std::int64_t, 2>{5'000, 4'000}, kHalves) < kRatioAlarm);
}

TEST_CASE("a variant without a share has no visitors") {
  constexpr std::array kShares{0.7, 0.3, 0.0};
  CHECK(sample_ratio_p(std::array<std::int64_t, 3>{700, 300, 0}, kShares) == 1);
  CHECK(sample_ratio_p(std::array<std::int64_t, 3>{700, 300, 1}, kShares) == 0);
}

// The exact ratio for one visitor: with prior weight k the factor is (k s + 0) / k / s = 1.
TEST_CASE("the factor is that of the Dirichlet multinomial, multiplied out by hand") {
  CHECK(sample_ratio_p(std::array<std::int64_t, 2>{1, 0}, kHalves) == Approx(1));
  // Two of the same: (50 / 100) (51 / 101) / 0.25
  const double factor = 0.5 * 51 / 101 / 0.25;
  CHECK(sample_ratio_p(std::array<std::int64_t, 2>{2, 0}, kHalves) == Approx(1 / factor));
}

TEST_CASE("right shares looked at after each visitor raise an alarm in fewer runs than promised") {
  std::mt19937 random(7);
  int alarms = 0;
  constexpr int kRuns = 400;
  for (int run = 0; run < kRuns; ++run) {
    std::array<std::int64_t, 2> counts{};
    bool alarm = false;
    for (int visitor = 0; visitor < 2'000; ++visitor) {
      ++counts.at(random() % 2);
      alarm = alarm || sample_ratio_p(counts, kHalves) < 0.05;
    }
    alarms += alarm ? 1 : 0;
  }
  CHECK(alarms < kRuns * 0.05);
}

}  // namespace
}  // namespace suggestd::experiments
