// An experiment: which variants of a scenario are compared, for whom, by which measure; and its run.
//
// JSON form (PUT /v1/experiments/{name}); all but `scenario` and `variants` optional:
//
//   {"scenario": "home", "layer": "default", "metric": "revenue_per_visitor", "currency": "GBP",
//    "variants": [{"name": "control", "share": 0.5},
//                 {"name": "varied", "share": 0.5, "scenario": {"diversity": 0.5}},
//                 {"name": "none", "share": 0, "empty": true}],
//    "guards": [{"metric": "conversion", "worse_by": 0.1}],
//    "minimal_effect": 0.05, "false_alarms": 0.05, "window_hours": 168}
//
// Method    "split" shows each visitor one variant; "interleaving" mixes the rankings of exactly two in each list, and
//           counts which one's products are clicked or bought (experiments/interleave.h).
// Control   the first variant, with which the others are compared and to which the traffic of a stopped one goes.
// Window    what a visitor does counts for `window_hours` after their exposure, in every variant alike.
// Layers    two experiments of one layer never run on one scenario at once. In different layers they may, if they
//           change different parts: each splits the visitors by a key of its own, so that they mix evenly.
// Stored    as a rule document with the run beside it, and the runs before; no person is named in it.
// Threads   plain values.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "experiments/scenario_parts.h"
#include "records/money.h"

namespace suggestd::experiments {

enum class Method { split, interleaving };
inline constexpr std::array<std::string_view, 2> kMethodNames{"split", "interleaving"};
constexpr std::string_view method_name(Method method) {
  return kMethodNames.at(static_cast<std::size_t>(method));
}

// The first two are of a split, the others of interleaving.
enum class Metric { revenue_per_visitor, conversion, clicks, purchases };
inline constexpr std::array<std::string_view, 4> kMetricNames{"revenue_per_visitor", "conversion", "clicks",
                                                              "purchases"};
constexpr std::string_view metric_name(Metric metric) {
  return kMetricNames.at(static_cast<std::size_t>(metric));
}
// As a sentence says it: "revenue a visitor", "visitors who buy", "clicks".
std::string_view metric_words(Metric metric);

struct Variant {
  std::string name;
  double share = 0;
  ScenarioParts parts;
  bool empty = false;  // its visitors get no recommendations
  bool operator==(const Variant&) const = default;
};

// Stops a variant once its whole interval lies further below the control than this part of it.
struct Guard {
  Metric metric = Metric::conversion;
  double worse_by = 0;
  bool operator==(const Guard&) const = default;
};

struct Experiment {
  std::string name;
  std::string scenario;
  std::string layer = "default";
  Method method = Method::split;
  Metric metric = Metric::revenue_per_visitor;
  Currency
      currency;  // of revenue; unknown: that of the shop's settings when it starts, or the most usual one
  std::vector<Variant> variants;
  std::vector<Guard> guards;
  std::optional<double> minimal_effect;  // worth finding, as a part of the control's mean
  double false_alarms = 0.05;
  std::chrono::hours window{168};
  bool operator==(const Experiment&) const = default;

  bool interleaves() const { return method == Method::interleaving; }
};

struct StoppedVariant {
  std::size_t variant = 0;  // its place among the variants
  Timestamp at{};
  std::string reason;
  bool operator==(const StoppedVariant&) const = default;
};

using SplitKey = std::array<unsigned char, 16>;
using RunId = std::array<char, 8>;

// From a start to a stop, and on until the last visitor's window is over.
struct Run {
  RunId id{};
  SplitKey key{};
  std::uint64_t number = 1;  // among the runs of the experiment, from 1
  Timestamp started_at{};
  std::optional<Timestamp> stopped_at;
  std::optional<Timestamp> followed_at;  // a newer run began: windows that were open then are not compared
  Currency currency;                     // in which the metric counts revenue
  double tuned_to = 0;                   // visitors, as in experiments/confidence_sequence.h
  std::vector<StoppedVariant> stopped;   // by a guard, oldest first
  std::string promoted;                  // the variant; "" for none
  bool operator==(const Run&) const = default;

  bool running() const { return !stopped_at; }
  bool has_stopped(std::size_t variant) const;
};

struct StoredExperiment;
using EarlierRuns = std::vector<StoredExperiment>;

struct StoredExperiment {
  Experiment experiment;
  std::optional<Run> run;  // the last one of this definition
  // The runs before, oldest first, each with the definition that it had; null: none. They have stopped.
  std::shared_ptr<const EarlierRuns> earlier = nullptr;

  bool running() const { return run && run->running(); }
};
// "draft", "running", "stopped"
std::string_view state_of(const StoredExperiment& stored);

// All runs that are kept, oldest first, each as one that has a run. Requires: `stored` outlives the answer.
std::vector<const StoredExperiment*> runs_of(const StoredExperiment& stored);
// The earlier runs once the last one is over with: it is the newest of them, and beyond limits::kKeptRuns the oldest go.
// Requires: it does not run.
EarlierRuns runs_to_keep(const StoredExperiment& stored);
// As it is kept with an earlier run: one of more than limits::kKeptDefinitionBytes without the parts that its variants
// change, which no report needs.
Experiment kept_definition(const Experiment& experiment);

// Errors: invalid, with a JSON pointer to each bad field.
Result<Experiment> parse_experiment(std::string_view name, std::string_view json);
std::string to_json(const Experiment& experiment);

// The form in the store: {"experiment": {...}, "run": {...}, "earlier": [{"experiment": {...}, "run": {...}}, ...]}.
Result<StoredExperiment> parse_stored(std::string_view name, std::string_view json);
std::string to_json(const StoredExperiment& stored);

}  // namespace suggestd::experiments
