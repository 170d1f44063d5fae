// The difference that a campaign made to a person: the mean of those who were drawn to be sent to, less the mean of those held out.
//
// Interval  of 95 % by itself, normal approximation of the difference of two means with unequal variances (Welch, "The Generalization
//           of Student's Problem", Biometrika 34, 1947, without the correction of degrees of freedom, which is below 1 %
//           from 100 people a group on):  d +- z sqrt(s1^2 / n1 + s0^2 / n0), z = 1.96. Where few people bought it is rough.
// Many      of m comparisons each interval is made for 1 - 0.05 / m, so that all of them hold the truth together in 95 of 100
//           cases (Bonferroni; Dunn, "Multiple Comparisons Among Means", Journal of the American Statistical Association 56,
//           1961).
// Threads   pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace suggestd::campaigns {

// A number of many people, most of whom may have 0.
class Sample {
 public:
  void add(double value) {
    sum_ += value;
    squares_ += value * value;
  }
  double sum() const noexcept { return sum_; }
  // Requires: people > 0.
  double mean(std::uint64_t people) const { return sum_ / static_cast<double>(people); }
  // The variance between people. Requires: people > 1.
  double variance(std::uint64_t people) const;

 private:
  double sum_ = 0;
  double squares_ = 0;
};

// One number of a group of people; those who were not added have 0.
struct GroupNumber {
  std::uint64_t people = 0;
  Sample sample;
};

struct Difference {
  double mean = 0;
  double low = 0;
  double high = 0;
  double held_out_mean = 0;
};

// One of `comparisons` that are looked at together. Nothing if a group has fewer than two people.
std::optional<Difference> difference(const GroupNumber& sent, const GroupNumber& held_out,
                                     std::size_t comparisons = 1);

// The interval doesn't hold 0.
bool is_beyond_chance(const std::optional<Difference>& difference);

// "Between 2 % less and 9 % more revenue in GBP a person; too early to say." `what`: "revenue in GBP".
std::string sentence_of(const std::optional<Difference>& difference, std::string_view what);

}  // namespace suggestd::campaigns
