#include "experiments/experiment.h"

#include <algorithm>

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

}  // namespace suggestd::experiments
