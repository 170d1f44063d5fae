// The limits of this layer: see base/limit.h.
#pragma once

#include <array>

#include "base/limit.h"

namespace suggestd::limits {

inline constexpr Limit kExperiments{"experiments.known", 200, "experiments", "running or not, of one shop",
                                    "409 until one is deleted"};
inline constexpr Limit kRunningExperiments{"experiments.running", 20, "experiments", "of one shop at once",
                                           "409 until one is stopped"};
inline constexpr Limit kVariants{"experiment.variants", 10, "variants", "of one experiment",
                                 "400 at /variants"};
inline constexpr Limit kGuards{"experiment.guards", 10, "guards", "of one experiment", "400 at /guards"};
inline constexpr Limit kExperimentVisitors{"experiment.visitors", 2'000'000, "people",
                                           "remembered by the running experiments of one shop",
                                           "later ones see the scenario as it is, and count nowhere"};
inline constexpr Limit kWaitingExposures{"experiment.waiting_exposures", 50'000, "people",
                                         "assigned for the first time and not written yet",
                                         "they count from a later list"};
inline constexpr Limit kWaitingLists{"experiment.waiting_lists", 50'000, "lists",
                                     "of interleaving experiments, and not written yet",
                                     "clicks on later ones count nowhere"};
inline constexpr Limit kKeptRuns{"experiment.kept_runs", 20, "runs", "of one experiment, before its last",
                                 "the oldest go, with their reports"};
inline constexpr Limit kKeptDefinitionBytes{"experiment.kept_definition", 4'096, "bytes",
                                            "of the definition that an earlier run had",
                                            "it is kept without what its variants change"};

// The others refuse nothing.
inline constexpr std::array kOfExperiments{&kExperiments, &kRunningExperiments, &kVariants, &kGuards};

}  // namespace suggestd::limits
