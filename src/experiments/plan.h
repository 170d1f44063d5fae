// The differences that a run can find, told when it begins.
//
// Threads   pure functions.
#pragma once

#include <optional>
#include <string>

#include "experiments/experiment.h"
#include "experiments/recent_traffic.h"

namespace suggestd::experiments {

struct RunPlan {
  double visitors_a_day = 0;
  Currency currency;
  double tuned_to = 0;  // visitors: Run::tuned_to
  std::optional<double>
      in_two_weeks;  // the smallest effect found with kPower, as a part of the control's mean; of an
                     // interleaving experiment as the distance of the preference from a half
  std::optional<double> in_four_weeks;
  std::optional<int> days_for_minimal;  // until Experiment::minimal_effect is found; nothing: over a year
  std::string sentence;
};

RunPlan plan_of(const Experiment& experiment, const RecentTraffic& traffic);

}  // namespace suggestd::experiments
