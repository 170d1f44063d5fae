#include "experiments/preference.h"

#include <cmath>
#include <vector>

#include <catch2/catch.hpp>

namespace suggestd::experiments {
namespace {

constexpr double kAlpha = 0.05;

// The chance that the interval leaves the truth out at any of `visitors` looks, worked out exactly: the chances of all
// counts that no look has refused yet, visitor by visitor.
double chance_of_a_wrong_look(double truth, int visitors) {
  std::vector<double> chances{1.0};  // by visitors who prefer the second
  double refused = 0;
  for (int n = 1; n <= visitors; ++n) {
    std::vector<double> next(static_cast<std::size_t>(n) + 1);
    for (std::size_t second = 0; second < chances.size(); ++second) {
      next[second] += chances[second] * (1 - truth);
      next[second + 1] += chances[second] * truth;
    }
    for (std::size_t second = 0; second < next.size(); ++second) {
      if (next[second] == 0) continue;
      const auto seconds = static_cast<std::int64_t>(second);
      if (find_preference({n - seconds, seconds, 0}, kAlpha).interval->holds(truth)) continue;
      refused += next[second];
      next[second] = 0;
    }
    chances = std::move(next);
  }
  return refused;
}

TEST_CASE("the interval is wrong at any look no more often than promised, exactly") {
  for (const double truth : {0.5, 0.3, 0.9, 0.99}) {
    INFO(truth);
    const double wrong = chance_of_a_wrong_look(truth, 300);
    CHECK(wrong <= kAlpha);
    CHECK(wrong > kAlpha / 50);  // it is no wider than it has to be by far
  }
}

TEST_CASE("the interval holds the share, narrows, and mirrors") {
  double before = 1;
  for (const std::int64_t n : {1, 10, 100, 1'000, 100'000}) {
    const PreferenceFinding found = find_preference({n, 3 * n, 7}, kAlpha);
    CHECK(*found.share == Approx(0.75));
    CHECK(found.interval->holds(*found.share));
    const double width = found.interval->high - found.interval->low;
    CHECK(width < before);
    before = width;
    const PreferenceFinding mirrored = find_preference({3 * n, n, 7}, kAlpha);
    CHECK(mirrored.interval->low == Approx(1 - found.interval->high));
    CHECK(mirrored.interval->high == Approx(1 - found.interval->low));
  }
}

TEST_CASE("a finding says which is preferred, or that nothing can be said") {
  CHECK(find_preference({0, 0, 50}, kAlpha).finding == Finding::too_few);
  CHECK_FALSE(find_preference({0, 0, 50}, kAlpha).interval);
  CHECK(find_preference({1, 0, 0}, kAlpha).finding == Finding::undecided);
  CHECK(find_preference({50, 50, 0}, kAlpha).finding == Finding::undecided);
  CHECK(find_preference({30, 70, 0}, kAlpha).finding == Finding::more);
  CHECK(find_preference({70, 30, 0}, kAlpha).finding == Finding::less);
  CHECK(find_preference({0, 40, 0}, kAlpha).interval->high == 1);
}

TEST_CASE("a visitor prefers what got more, and is a tie only if both got something") {
  Preferences preferences;
  preferences.add(3, 1);
  preferences.add(0, 9);
  preferences.add(2, 2);
  preferences.add(0, 0);
  CHECK(preferences == Preferences{1, 1, 1});
}

TEST_CASE("a sentence rounds away from what it would promise") {
  const PreferenceFinding found = find_preference({300, 700, 0}, kAlpha);
  const std::string sentence = sentence_of(found, "clicks", "varied");
  CHECK(sentence == "of 100 visitors who prefer one by their clicks, between 64 and 76 prefer varied");
  CHECK(found.interval->low > 0.64);
  CHECK(found.interval->high < 0.76);
  CHECK(sentence_of(find_preference({1, 1, 0}, kAlpha), "clicks", "b").ends_with("; too early to say"));
  CHECK(sentence_of(PreferenceFinding{}, "purchases", "b").starts_with("too early to say: no visitor"));
}

TEST_CASE("a plan finds smaller preferences with more visitors, and none with a few") {
  CHECK_FALSE(detectable_preference(0, kAlpha));
  CHECK_FALSE(detectable_preference(8, kAlpha));
  CHECK(*detectable_preference(200, kAlpha) == Approx(0.13).margin(0.03));
  CHECK(*detectable_preference(2'000, kAlpha) < *detectable_preference(200, kAlpha));
}

}  // namespace
}  // namespace suggestd::experiments
