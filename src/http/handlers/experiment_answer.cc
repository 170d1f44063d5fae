#include "http/handlers/experiment_answer.h"

#include <optional>

#include "experiments/sample_ratio.h"

namespace suggestd::http {
namespace {

using experiments::Comparison;
using experiments::Interval;
using experiments::Metric;
using experiments::Report;
using experiments::Run;
using experiments::StoredExperiment;
using experiments::VariantTotals;

template <class T>
void append_or_null(JsonWriter& out, std::string_view name, const std::optional<T>& value) {
  out.key(name);
  if (value) {
    out.value(*value);
  } else {
    out.null();
  }
}

std::optional<std::string> text_of(const std::optional<Timestamp>& time) {
  return time ? std::optional(to_rfc3339(*time)) : std::nullopt;
}
std::optional<std::string> text_of(std::string_view text) {
  return text.empty() ? std::nullopt : std::optional(std::string(text));
}

void append_run(JsonWriter& out, const StoredExperiment& stored) {
  const Run& run = *stored.run;
  out.begin_object().member("number", run.number).member("started_at", to_rfc3339(run.started_at));
  append_or_null(out, "stopped_at", text_of(run.stopped_at));
  append_or_null(out, "followed_at", text_of(run.followed_at));
  append_or_null(out, "currency", text_of(run.currency.code()));
  append_or_null(out, "promoted", text_of(run.promoted));
  out.key("stopped_variants").begin_array();
  for (const experiments::StoppedVariant& stopped : run.stopped) {
    out.begin_object().member("variant", stored.experiment.variants.at(stopped.variant).name);
    out.member("at", to_rfc3339(stopped.at)).member("reason", stopped.reason).end_object();
  }
  out.end_array().end_object();
}

void append_interval(JsonWriter& out, std::string_view name, const std::optional<Interval>& interval) {
  out.key(name);
  if (!interval) {
    out.null();
    return;
  }
  out.begin_object().member("low", interval->low).member("high", interval->high).end_object();
}

void append_comparison(JsonWriter& out, const Report& report, std::size_t variant, Metric metric) {
  const Comparison& comparison = report.by(metric).others[variant - 1];
  out.key(metric_name(metric)).begin_object();
  out.member("finding", finding_name(comparison.finding));
  append_or_null(out, "estimate", comparison.relative);
  append_interval(out, "interval", comparison.relative_interval);
  out.member("sentence", sentence_for(report, variant, metric)).end_object();
}

void append_revenue(JsonWriter& out, const VariantTotals& totals) {
  out.key("revenue").begin_array();
  for (const auto& [currency, minor] : totals.revenue) {
    out.begin_object().member("currency", currency.code());
    out.member("amount", to_decimal(minor, currency)).end_object();
  }
  out.end_array();
}

std::optional<double> share_of(double part, double whole) {
  return whole > 0 ? std::optional(part / whole) : std::nullopt;
}

void append_settled(JsonWriter& out, const Report& report, const VariantTotals& totals) {
  const experiments::Sums& money = totals.money;
  out.key("settled").begin_object().member("visitors", static_cast<std::int64_t>(money.n));
  out.member("buyers", totals.bought.nonzero);
  append_or_null(out, "revenue_per_visitor",
                 share_of(experiments::major_units(money.y, report.stored.run->currency), money.n));
  append_or_null(out, "conversion", share_of(totals.bought.y, money.n));
  out.end_object();
}

void append_variant(JsonWriter& out, const Report& report, std::size_t i) {
  const experiments::Variant& variant = report.stored.experiment.variants[i];
  const VariantTotals& totals = report.totals[i];
  out.begin_object().member("name", variant.name).member("share", variant.share);
  out.member("assigned", totals.assigned).member("visitors", totals.visitors);
  out.member("crossovers", totals.crossovers).member("buyers", totals.buyers).member("orders", totals.orders);
  append_revenue(out, totals);
  append_settled(out, report, totals);
  out.key("against_control");
  if (i == 0) {
    out.null();
  } else {
    out.begin_object();
    append_comparison(out, report, i, Metric::revenue_per_visitor);
    append_comparison(out, report, i, Metric::conversion);
    out.end_object();
  }
  out.end_object();
}

void append_ranking(JsonWriter& out, const Report& report, Metric metric, std::size_t ranking) {
  const experiments::InterleavedTotals& totals = report.interleaved->totals;
  const experiments::Preferences& preferences = totals.preferences(metric);
  out.begin_object().member("variant", report.stored.experiment.variants[ranking].name);
  out.member("credited", totals.credit(metric).at(ranking));
  out.member("preferred_by", ranking == 0 ? preferences.first : preferences.second).end_object();
}

void append_preference(JsonWriter& out, const Report& report, Metric metric) {
  const experiments::PreferenceFinding& found = report.interleaved->by(metric);
  out.key(metric_name(metric)).begin_object().member("finding", finding_name(found.finding));
  append_or_null(out, "preference", found.share);
  append_interval(out, "interval", found.interval);
  out.member("sentence", sentence_for(report, metric));
  out.member("ties", report.interleaved->totals.preferences(metric).ties).key("rankings").begin_array();
  for (std::size_t i = 0; i < experiments::kRankings; ++i) append_ranking(out, report, metric, i);
  out.end_array().end_object();
}

void append_interleaving(JsonWriter& out, const Report& report) {
  out.key("interleaving");
  if (!report.interleaved) {
    out.null();
    return;
  }
  out.begin_object().member("visitors", report.interleaved->totals.visitors);
  out.member("settled", report.interleaved->totals.settled);
  append_preference(out, report, Metric::clicks);
  append_preference(out, report, Metric::purchases);
  out.end_object();
}

}  // namespace

void append_experiment(JsonWriter& out, const StoredExperiment& stored) {
  out.begin_object().member("name", stored.experiment.name).member("state", state_of(stored));
  out.key("experiment").raw(to_json(stored.experiment)).key("run");
  if (stored.run) {
    append_run(out, stored);
  } else {
    out.null();
  }
  out.end_object();
}

void append_past_run(JsonWriter& out, const Report& report) {
  const StoredExperiment& stored = report.stored;
  out.begin_object().key("run");
  append_run(out, stored);
  out.member("state", state_of(stored)).key("experiment").raw(to_json(kept_definition(stored.experiment)));
  out.member("summary", summary_of(report)).end_object();
}

void append_plan(JsonWriter& out, const experiments::RunPlan& plan) {
  out.begin_object().member("visitors_a_day", plan.visitors_a_day);
  append_or_null(out, "currency", text_of(plan.currency.code()));
  append_or_null(out, "effect_in_two_weeks", plan.in_two_weeks);
  append_or_null(out, "effect_in_four_weeks", plan.in_four_weeks);
  append_or_null(out, "days_for_minimal_effect", plan.days_for_minimal);
  out.member("sentence", plan.sentence).end_object();
}

void append_report(JsonWriter& out, const Report& report) {
  const StoredExperiment& stored = report.stored;
  out.begin_object().member("name", stored.experiment.name).member("state", state_of(stored));
  out.member("scenario", stored.experiment.scenario).member("method", method_name(stored.experiment.method));
  out.member("metric", metric_name(stored.experiment.metric));
  out.member("window_hours", std::int64_t{stored.experiment.window.count()});
  out.member("false_alarms", stored.experiment.false_alarms);
  out.key("run");
  append_run(out, stored);
  out.member("summary", summary_of(report));
  out.key("sample_ratio").begin_object().member("p", report.sample_ratio_p);
  out.member("alarm", report.ratio_alarm()).end_object();
  out.member("variance_explained_by_the_past", report.by(stored.experiment.metric).adjustment.share);
  out.key("variants").begin_array();
  for (std::size_t i = 0; i < report.totals.size(); ++i) append_variant(out, report, i);
  out.end_array();
  append_interleaving(out, report);
  out.end_object();
}

}  // namespace suggestd::http
