// The smallest effect that an experiment will show with a chance of kPower, before it begins.
//
// Formula   e = (w(t) + z) * sqrt(s^2 / n_a + (1 + e) s^2 / n_b) / mean, with w of
//           experiments/confidence_sequence.h and z the kPower quantile of the normal distribution. More buyers
//           spread more: hence 1 + e. It counts the last look alone, so the true chance is a little higher.
// Threads   pure functions.
#pragma once

#include <optional>

namespace suggestd::experiments {

inline constexpr double kPower = 0.8;

// Visitors of the shop as they are today.
struct Traffic {
  double visitors_a_day = 0;
  double mean = 0;      // of the metric, a visitor
  double variance = 0;  // of one visitor
};

struct Plan {
  double share_of_control = 0.5;
  double share_of_variant = 0.5;  // the smallest of those that are compared
  double alpha = 0.05;            // for one comparison
  double tuned_to = 0;            // visitors, as in experiments/confidence_sequence.h
};

// As a part of the mean, after `days`. Nothing without visitors or outcomes.
std::optional<double> detectable_effect(const Traffic& traffic, const Plan& plan, double days);
// The first whole day on which `effect` can be shown; nothing if that takes more than a year.
std::optional<int> days_needed(const Traffic& traffic, const Plan& plan, double effect);

}  // namespace suggestd::experiments
