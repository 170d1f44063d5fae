#include "experiments/report.h"

#include <cmath>

#include <fmt/format.h>

#include "experiments/guards.h"
#include "experiments/sample_ratio.h"

namespace suggestd::experiments {
namespace {

std::string number_text(std::optional<double> number) { return number ? fmt::format("{:.6g}", *number) : ""; }

std::string revenue_text(const VariantTotals& totals) {
  std::string text;
  for (const auto& [currency, minor] : totals.revenue)
    text += fmt::format("{}{} {}", text.empty() ? "" : "; ", to_decimal(minor, currency), currency.code());
  return text;
}

double per_visitor(const Sums& sums) { return sums.n > 0 ? sums.y / sums.n : 0; }

void append_line(std::string& csv, const Report& report, std::size_t i) {
  const Variant& variant = report.stored.experiment.variants[i];
  const VariantTotals& totals = report.totals[i];
  const Metric metric = report.stored.experiment.metric;
  static const Comparison kNone;
  const Comparison& comparison = i == 0 ? kNone : report.by(metric).others[i - 1];
  const auto& interval = comparison.relative_interval;
  csv += fmt::format("{},{},{},{},{},{},{},{},{},{},{:.6g},{:.6g},{},{},{},{}\r\n", variant.name,
                     variant.share, totals.assigned, totals.visitors, totals.crossovers, totals.buyers,
                     totals.orders, revenue_text(totals), totals.money.n, totals.money.nonzero,
                     major_units(per_visitor(totals.money), report.stored.run->currency),
                     per_visitor(totals.bought), number_text(comparison.relative),
                     number_text(interval ? std::optional(interval->low) : std::nullopt),
                     number_text(interval ? std::optional(interval->high) : std::nullopt),
                     i == 0 ? "control" : finding_name(comparison.finding));
}

void append_line(std::string& csv, const Report& report, Metric metric) {
  const InterleavedTotals& totals = report.interleaved->totals;
  const PreferenceFinding& found = report.interleaved->by(metric);
  const Credit& credit = totals.credit(metric);
  const Preferences& preferences = totals.preferences(metric);
  const std::vector<Variant>& variants = report.stored.experiment.variants;
  csv += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{}\r\n", metric_name(metric), totals.visitors,
                     totals.settled, variants[0].name, credit[0], preferences.first, variants[1].name,
                     credit[1], preferences.second, preferences.ties, number_text(found.share),
                     number_text(found.interval ? std::optional(found.interval->low) : std::nullopt),
                     number_text(found.interval ? std::optional(found.interval->high) : std::nullopt),
                     finding_name(found.finding));
}

std::string interleaved_csv(const Report& report) {
  std::string csv =
      "metric,visitors,settled_visitors,first,first_credited,prefer_first,second,second_credited,prefer_"
      "second,"
      "ties,preference,low,high,finding\r\n";
  append_line(csv, report, Metric::clicks);
  append_line(csv, report, Metric::purchases);
  return csv;
}

}  // namespace

bool Report::ratio_alarm() const { return sample_ratio_p < kRatioAlarm; }

double major_units(double minor, Currency currency) {
  return currency.known() ? minor / std::pow(10, currency.digits()) : minor;
}

Report make_report(const StoredExperiment& stored, std::vector<VariantTotals> totals) {
  Report report{stored, std::move(totals), {}, {}, 1};
  const Certainty certainty = certainty_of(stored);
  report.money = compare_to_first(sums_of(report.totals, Metric::revenue_per_visitor), certainty);
  report.bought = compare_to_first(sums_of(report.totals, Metric::conversion), certainty);
  std::vector<std::int64_t> assigned;
  std::vector<double> shares;
  for (std::size_t i = 0; i < report.totals.size(); ++i) {
    assigned.push_back(report.totals[i].assigned);
    shares.push_back(stored.experiment.variants[i].share);
  }
  report.sample_ratio_p = sample_ratio_p(assigned, shares);
  return report;
}

Report make_report(const StoredExperiment& stored, const InterleavedTotals& totals) {
  const double alpha = stored.experiment.false_alarms;
  Report report{stored, {}, {}, {}, 1};
  report.interleaved = InterleavedReport{totals, find_preference(totals.by_clicks, alpha),
                                         find_preference(totals.by_purchases, alpha)};
  return report;
}

std::string sentence_for(const Report& report, Metric metric) {
  return sentence_of(report.interleaved->by(metric), metric_words(metric),
                     report.stored.experiment.variants[1].name);
}

std::string sentence_for(const Report& report, std::size_t variant, Metric metric) {
  return sentence_of(report.by(metric).others[variant - 1], metric_words(metric),
                     report.stored.experiment.variants.front().name);
}

std::string summary_of(const Report& report) {
  if (report.interleaved) return sentence_for(report, report.stored.experiment.metric) + ".";
  std::string summary;
  if (report.ratio_alarm()) {
    summary =
        "The variants did not get the shares of visitors that they should have: find out why before you "
        "trust "
        "anything else here. ";
  }
  const Experiment& experiment = report.stored.experiment;
  for (std::size_t i = 1; i < experiment.variants.size(); ++i) {
    if (experiment.variants[i].share == 0) continue;
    summary +=
        fmt::format("{}: {}. ", experiment.variants[i].name, sentence_for(report, i, experiment.metric));
  }
  if (!summary.empty()) summary.pop_back();
  return summary;
}

std::string to_csv(const Report& report) {
  if (report.interleaved) return interleaved_csv(report);
  std::string csv =
      "variant,share,assigned,visitors,crossovers,buyers,orders,revenue,settled_visitors,settled_with_"
      "revenue,"
      "revenue_per_visitor,conversion,estimate,low,high,finding\r\n";
  for (std::size_t i = 0; i < report.totals.size(); ++i) append_line(csv, report, i);
  return csv;
}

}  // namespace suggestd::experiments
