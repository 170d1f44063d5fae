// The findings of a run so far.
//
// Compared  visitors whose window is over, against the control, by both metrics; the experiment's own metric is the
//           one to decide by, the other is told beside it.
// Preferred in an interleaving experiment: the ranking of which each visitor clicked, or bought, more. Then `interleaved`
//           is set, and nothing is told of single variants.
// Threads   pure functions.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "experiments/comparison.h"
#include "experiments/experiment.h"
#include "experiments/interleaved_totals.h"
#include "experiments/preference.h"
#include "experiments/variant_totals.h"

namespace suggestd::experiments {

struct InterleavedReport {
  InterleavedTotals totals;
  PreferenceFinding clicks;
  PreferenceFinding purchases;

  const PreferenceFinding& by(Metric metric) const {
    return metric == Metric::purchases ? purchases : clicks;
  }
};

struct Report {
  StoredExperiment stored;
  std::vector<VariantTotals> totals;  // by variant
  Comparisons money;
  Comparisons bought;
  double sample_ratio_p = 1;
  std::optional<InterleavedReport> interleaved = {};

  const Comparisons& by(Metric metric) const { return metric == Metric::conversion ? bought : money; }
  bool ratio_alarm() const;
};

// Requires: the run has begun; totals of all variants.
Report make_report(const StoredExperiment& stored, std::vector<VariantTotals> totals);

// Requires: an interleaving experiment whose run has begun.
Report make_report(const StoredExperiment& stored, const InterleavedTotals& totals);

// A plain sentence about a variant against the control, by a metric. Requires: variant is above 0.
std::string sentence_for(const Report& report, std::size_t variant, Metric metric);
// The same of an interleaving experiment.
std::string sentence_for(const Report& report, Metric metric);
// All of it in a sentence or two, beginning with what forbids to trust it.
std::string summary_of(const Report& report);

// A line for each variant, with a head; of an interleaving experiment a line for each metric.
std::string to_csv(const Report& report);

// In major units of the run's currency, such as 1.25 for 125 cents.
double major_units(double minor, Currency currency);

}  // namespace suggestd::experiments
