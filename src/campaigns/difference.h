// The difference that a campaign made to a person: the mean of those who were drawn to be sent to, less the mean of those held out.
//
// Interval  of 95 % by itself. A sum over a group is taken for a quasi-Poisson count: its variance is c times its mean, with one c for
//           both groups (Wedderburn, "Quasi-Likelihood Functions, Generalized Linear Models, and the Gauss-Newton Method",
//           Biometrika 61, 1974). Sum / c is then a number of equal purchases, and the interval holds each difference at which the
//           profile deviance of the two is below the square of the normal quantile (Venzon and Moolgavkar, "A Method for
//           Computing Profile-Likelihood-Based Confidence Intervals", Applied Statistics 37, 1988). The interval of the ratio
//           comes from the same deviance: it is never below 100 % less, and both hold "no difference" or neither does.
// c         of both groups together, or of the smaller one where that is larger: a group in which few bought can't look certain
//           because nobody in it did, and one large order in it widens the interval.
// Many      of m comparisons each interval is made for 1 - 0.05 / m, so that all of them hold the truth together in 95 of 100
//           cases (Bonferroni; Dunn, "Multiple Comparisons Among Means", Journal of the American Statistical Association 56,
//           1961).
// Few       nothing is said before kFewestBuyers bought in each group.
// Threads   pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "experiments/comparison.h"

namespace suggestd::campaigns {

// Buyers that each group needs for an interval. With them a look at 40 rare products at once finds something where nothing is in
// fewer than 5 of 100 campaigns, be one person in twenty held out and amounts as uneven as a wholesaler's; one order
// weighs up to a twentieth of its group. Experiments ask as much (experiments::kFewestBuyers), of other intervals.
inline constexpr std::uint64_t kFewestBuyers = 20;

// A number of many people, none of it below 0; most of them may have 0.
class Sample {
 public:
  void add(double value) {
    sum_ += value;
    squares_ += value * value;
    if (value > 0) ++buyers_;
  }
  double sum() const noexcept { return sum_; }
  // People who have more than 0.
  std::uint64_t buyers() const noexcept { return buyers_; }
  // Requires: people > 0.
  double mean(std::uint64_t people) const { return sum_ / static_cast<double>(people); }
  // Variance between people, as a multiple of the mean, as if one more person had 0: where all have the same it isn't 0.
  // Requires: buyers() > 0, people >= buyers().
  double dispersion(std::uint64_t people) const;

  Sample& operator+=(const Sample& other);

 private:
  double sum_ = 0;
  double squares_ = 0;
  std::uint64_t buyers_ = 0;
};

// One number of a group of people; those who were not added have 0.
struct GroupNumber {
  std::uint64_t people = 0;
  Sample sample;
};

using experiments::Finding;
using experiments::Interval;

struct Difference {
  double mean = 0;
  double held_out_mean = 0;
  std::uint64_t sent_buyers = 0;
  std::uint64_t held_out_buyers = 0;
  Finding finding = Finding::too_few;  // more: than those held out
  // Nothing while there are too few.
  std::optional<Interval> interval;
  std::optional<Interval> relative_interval;  // 0.05: 5 % more than those held out; from -1
};

// One of `comparisons` that are looked at together. Nothing if a group has nobody.
std::optional<Difference> difference(const GroupNumber& sent, const GroupNumber& held_out,
                                     std::size_t comparisons = 1);

// The interval doesn't hold 0.
bool is_beyond_chance(const std::optional<Difference>& difference);

// "Between 2 % less and 9 % more revenue in GBP a person; too early to say." `what`: "revenue in GBP".
std::string sentence_of(const std::optional<Difference>& difference, std::string_view what);

}  // namespace suggestd::campaigns
