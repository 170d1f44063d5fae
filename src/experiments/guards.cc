#include "experiments/guards.h"

#include <optional>

#include <fmt/format.h>

namespace suggestd::experiments {
namespace {

std::optional<std::string> reason_to_stop(const StoredExperiment& stored, const Guard& guard,
                                          const Comparison& comparison) {
  const std::optional<Interval>& interval = comparison.relative_interval;
  if (!interval || interval->high >= -guard.worse_by) return std::nullopt;
  return fmt::format("{}: the guard allows {:g} % less",
                     sentence_of(comparison, metric_words(guard.metric), stored.experiment.variants[0].name),
                     guard.worse_by * 100);
}

}  // namespace

Certainty certainty_of(const StoredExperiment& stored) {
  return {stored.experiment.false_alarms, stored.run->tuned_to};
}

std::vector<Sums> sums_of(std::span<const VariantTotals> totals, Metric metric) {
  std::vector<Sums> sums;
  for (const VariantTotals& one : totals) sums.push_back(one.sums(metric));
  return sums;
}

std::vector<TrippedGuard> tripped_guards(const StoredExperiment& stored,
                                         std::span<const VariantTotals> totals) {
  std::vector<TrippedGuard> tripped;
  std::vector<bool> done(totals.size());
  for (const Guard& guard : stored.experiment.guards) {
    const Comparisons all = compare_to_first(sums_of(totals, guard.metric), certainty_of(stored));
    for (std::size_t i = 1; i < totals.size(); ++i) {
      if (done[i] || stored.run->has_stopped(i)) continue;
      const auto reason = reason_to_stop(stored, guard, all.others[i - 1]);
      if (!reason) continue;
      done[i] = true;
      tripped.push_back({i, *reason});
    }
  }
  return tripped;
}

}  // namespace suggestd::experiments
