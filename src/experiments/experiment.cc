#include "experiments/experiment.h"

#include <algorithm>
#include <utility>

#include "experiments/limits.h"

namespace suggestd::experiments {

std::string_view metric_words(Metric metric) {
  constexpr std::array<std::string_view, 4> kWords{"revenue a visitor", "visitors who buy", "clicks",
                                                   "purchases"};
  return kWords.at(static_cast<std::size_t>(metric));
}

bool Run::has_stopped(std::size_t variant) const {
  return std::any_of(stopped.begin(), stopped.end(),
                     [&](const StoppedVariant& one) { return one.variant == variant; });
}

std::string_view state_of(const StoredExperiment& stored) {
  if (!stored.run) return "draft";
  return stored.run->running() ? "running" : "stopped";
}

std::vector<const StoredExperiment*> runs_of(const StoredExperiment& stored) {
  std::vector<const StoredExperiment*> runs;
  if (stored.earlier != nullptr) {
    for (const StoredExperiment& run : *stored.earlier) runs.push_back(&run);
  }
  if (stored.run) runs.push_back(&stored);
  return runs;
}

EarlierRuns runs_to_keep(const StoredExperiment& stored) {
  EarlierRuns kept;
  if (stored.earlier != nullptr) kept = *stored.earlier;
  if (stored.run) kept.push_back({kept_definition(stored.experiment), stored.run});
  if (kept.size() > limits::kKeptRuns.most)
    kept.erase(kept.begin(), kept.end() - static_cast<std::ptrdiff_t>(limits::kKeptRuns.most));
  return kept;
}

Experiment kept_definition(const Experiment& experiment) {
  Experiment kept = experiment;
  if (to_json(experiment).size() <= limits::kKeptDefinitionBytes.most) return kept;
  for (Variant& variant : kept.variants) variant.parts = {};
  return kept;
}

}  // namespace suggestd::experiments
