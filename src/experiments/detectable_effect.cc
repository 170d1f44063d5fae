#include "experiments/detectable_effect.h"

#include <cmath>

#include "experiments/confidence_sequence.h"

namespace suggestd::experiments {
namespace {

constexpr double kPowerQuantile = 0.8416;  // of kPower
constexpr int kMostDays = 365;
constexpr int kRounds = 30;  // the error halves at least in each, once the effect is below 1

}  // namespace

std::optional<double> detectable_effect(const Traffic& traffic, const Plan& plan, double days) {
  const double visitors = traffic.visitors_a_day * days;
  const double control = visitors * plan.share_of_control;
  const double variant = visitors * plan.share_of_variant;
  if (control < 1 || variant < 1 || traffic.mean <= 0) return std::nullopt;
  const double width = sequence_width(control + variant, plan.tuned_to, plan.alpha);
  double effect = 0;
  for (int round = 0; round < kRounds; ++round) {
    const double error = std::sqrt(traffic.variance / control + (1 + effect) * traffic.variance / variant);
    effect = (width + kPowerQuantile) * error / traffic.mean;
  }
  return effect;
}

std::optional<int> days_needed(const Traffic& traffic, const Plan& plan, double effect) {
  for (int days = 1; days <= kMostDays; ++days) {
    const std::optional<double> shown = detectable_effect(traffic, plan, days);
    if (shown && *shown <= effect) return days;
  }
  return std::nullopt;
}

}  // namespace suggestd::experiments
