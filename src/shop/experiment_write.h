// The answer of a shop to a change of its experiments.
//
// Threads  plain values.
#pragma once

#include <optional>

#include "base/ids.h"
#include "experiments/plan.h"
#include "records/mutation.h"

namespace suggestd::shop {

struct ExperimentWrite {
  Outcome outcome;
  Position position;
  std::optional<experiments::RunPlan> plan;  // of a run that has begun
  std::uint64_t scenario_version = 0;        // that a promoted variant became; 0: none
};

}  // namespace suggestd::shop
