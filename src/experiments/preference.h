// The share of visitors who prefer the second of two rankings, among those who prefer one of them.
//
// Formula   with s of n visitors for the second, the interval is all p for which
//             B(a + s, a + n - s) / B(a, a) <= (1 / alpha) p^s (1 - p)^(n - s),   B the beta function.
//           The left side over p^s (1 - p)^(n - s) is a martingale that begins at 1 while p is the truth, so that
//           it ever reaches 1 / alpha with a chance of at most alpha (Ville): the interval holds at all looks together,
//           and exactly, for any number of visitors.
// Source    Robbins: Statistical methods related to the law of the iterated logarithm, Annals of Mathematical
//           Statistics 1970; Howard, Ramdas, McAuliffe, Sekhon: Time-uniform, nonparametric, nonasymptotic confidence
//           sequences, Annals of Statistics 2021 (the beta-binomial mixture).
// Prior     a is fixed for all runs: chosen after a look it would promise too much.
// Threads   pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "experiments/comparison.h"
#include "experiments/confidence_sequence.h"

namespace suggestd::experiments {

// a above. The interval is narrowest at some kPreferenceTunedTo visitors who prefer one.
inline constexpr double kPreferencePrior = 11;
inline constexpr double kPreferenceTunedTo = 200;

// Visitors by the ranking that got more from them.
struct Preferences {
  std::int64_t first = 0;
  std::int64_t second = 0;
  std::int64_t ties = 0;  // both got as much, and more than nothing

  std::int64_t decided() const { return first + second; }
  // Counts one visitor, of whom the rankings got so much.
  void add(std::int64_t first_got, std::int64_t second_got);
  bool operator==(const Preferences&) const = default;
};

struct PreferenceFinding {
  Finding finding = Finding::too_few;  // more: the second is preferred; less: the first
  std::optional<double> share;         // of the decided visitors, who prefer the second
  std::optional<Interval> interval;    // of that share
};

// Requires: 0 < alpha < 1.
PreferenceFinding find_preference(const Preferences& preferences, double alpha);

// The distance of the share from a half that is found with a chance of kPower once `visitors` prefer one.
// Nothing if not even a share of 1 is.
std::optional<double> detectable_preference(double visitors, double alpha);

// "of 100 visitors who prefer one by their clicks, between 52 and 63 prefer varied". `measure`: "clicks".
std::string sentence_of(const PreferenceFinding& found, std::string_view measure, std::string_view second);

}  // namespace suggestd::experiments
