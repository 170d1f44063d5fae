#include "experiments/plan.h"

#include <algorithm>

#include <fmt/format.h>

#include "experiments/preference.h"

namespace suggestd::experiments {
namespace {

constexpr double kTunedDays = 14;
constexpr double kFewestTunedTo = 1'000;
constexpr double kUnknownTunedTo = 10'000;

// The smallest share among the others than the control; 0 if none has one.
double smallest_share(const Experiment& experiment) {
  double smallest = 0;
  for (std::size_t i = 1; i < experiment.variants.size(); ++i) {
    const double share = experiment.variants[i].share;
    if (share > 0 && (smallest == 0 || share < smallest)) smallest = share;
  }
  return smallest;
}

double comparisons(const Experiment& experiment) {
  const auto others = std::count_if(experiment.variants.begin() + 1, experiment.variants.end(),
                                    [](const Variant& variant) { return variant.share > 0; });
  return static_cast<double>(std::max<std::ptrdiff_t>(1, others));
}

std::string sentence_for(const Experiment& experiment, const RunPlan& plan) {
  if (!plan.in_two_weeks) {
    return "the log tells of too few visitors and orders in the last four weeks to say what this experiment "
           "can find";
  }
  std::string sentence = fmt::format(
      "with {:.0f} visitors a day, as lately, two weeks find a difference of {:.1f} % in {} in 4 of 5 "
      "cases, four weeks {:.1f} %",
      plan.visitors_a_day, *plan.in_two_weeks * 100, metric_words(experiment.metric),
      plan.in_four_weeks.value_or(0) * 100);
  if (!experiment.minimal_effect) return sentence;
  const double wanted = *experiment.minimal_effect * 100;
  return sentence +
         (plan.days_for_minimal
              ? fmt::format("; {:g} % takes {} days", wanted, *plan.days_for_minimal)
              : fmt::format("; {:g} % takes more than a year: try a change that does more, or fewer variants",
                            wanted));
}

std::string preference_text(std::optional<double> distance) {
  return distance ? fmt::format("{:.0f} of 100", 50 + *distance * 100) : "not even all of them";
}

// `prefer_a_day`: visitors who can be hoped to prefer a ranking.
RunPlan interleaving_plan(const Experiment& experiment, const RecentTraffic& recent, double prefer_a_day) {
  RunPlan plan;
  plan.visitors_a_day = recent.bought.visitors_a_day;
  plan.tuned_to = kPreferenceTunedTo;
  plan.in_two_weeks = detectable_preference(14 * prefer_a_day, experiment.false_alarms);
  plan.in_four_weeks = detectable_preference(28 * prefer_a_day, experiment.false_alarms);
  const std::string_view who =
      experiment.metric == Metric::purchases ? "click a list and buy" : "click a list";
  plan.sentence =
      plan.in_four_weeks
          ? fmt::format(
                "with {:.1f} visitors a day who {}, as lately, two weeks find a preference of {} in 4 of 5 "
                "cases, four weeks {}",
                prefer_a_day, who, preference_text(plan.in_two_weeks), preference_text(plan.in_four_weeks))
          : fmt::format(
                "the log tells of too few visitors in the last four weeks who {} to say what this "
                "experiment can find",
                who);
  return plan;
}

}  // namespace

RunPlan plan_of(const Experiment& experiment, const RecentTraffic& recent) {
  if (experiment.interleaves()) {
    return interleaving_plan(
        experiment, recent,
        experiment.metric == Metric::purchases ? recent.clicked_and_bought_a_day : recent.clickers_a_day);
  }
  const Traffic& traffic = experiment.metric == Metric::conversion ? recent.bought : recent.money;
  RunPlan plan;
  plan.visitors_a_day = traffic.visitors_a_day;
  plan.currency = recent.currency;
  const double control = experiment.variants.front().share;
  const double variant = smallest_share(experiment);
  const double planned = traffic.visitors_a_day * kTunedDays * (control + variant);
  plan.tuned_to = planned > 0 ? std::max(kFewestTunedTo, planned) : kUnknownTunedTo;
  const Plan test{control, variant, experiment.false_alarms / comparisons(experiment), plan.tuned_to};
  plan.in_two_weeks = detectable_effect(traffic, test, 14);
  plan.in_four_weeks = detectable_effect(traffic, test, 28);
  if (experiment.minimal_effect)
    plan.days_for_minimal = days_needed(traffic, test, *experiment.minimal_effect);
  plan.sentence = sentence_for(experiment, plan);
  return plan;
}

}  // namespace suggestd::experiments
