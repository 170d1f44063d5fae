// Experiments for tests.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "experiments/experiment.h"
#include "experiments/split.h"

namespace suggestd::experiments {

// Two variants by halves, control and varied; the run has begun.
inline StoredExperiment running_experiment(const std::string& name = "e",
                                           const std::string& scenario = "home") {
  StoredExperiment stored;
  stored.experiment.name = name;
  stored.experiment.scenario = scenario;
  stored.experiment.variants.push_back({"control", 0.5, {}, false});
  stored.experiment.variants.push_back({"varied", 0.5, *ScenarioParts::parse(R"({"diversity":0.5})"), false});
  Run run;
  run.id = make_run_id();
  run.key = make_split_key();
  run.started_at = *parse_rfc3339("2026-03-01T00:00:00Z");
  run.currency = *Currency::parse("GBP");
  run.tuned_to = 10'000;
  stored.run = run;
  return stored;
}

}  // namespace suggestd::experiments
