// The JSON of experiments/experiment.h.
#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>
#include <sodium.h>

#include "base/json_tree.h"
#include "base/log.h"
#include "base/plain_name.h"
#include "experiments/experiment.h"
#include "experiments/limits.h"
#include "records/json_reader.h"

namespace suggestd::experiments {
namespace {

constexpr double kSharesSlack = 1e-6;
constexpr std::int64_t kMostWindowHours = 24 * 90;
constexpr std::ptrdiff_t kMetricsOfSplit = 2;  // the first; as many are of interleaving

// --- Reading

void read_part(ObjectReader& in, std::string_view name, Need need, double least, double most, double& value) {
  const Json* found = in.field(name, need);
  if (found == nullptr || found->is_null()) return;
  if (!found->is_number() || found->get<double>() < least || found->get<double>() > most)
    return in.bad(name,
                  fmt::format("must be a number from {} to {}, not {}", least, most, json_text(*found)));
  value = found->get<double>();
}

void read_name(ObjectReader& in, std::string_view name, Need need, std::string& value) {
  in.id(name, need, value);
  if (value.empty()) return;
  if (const Status plain = check_plain_name(value); !plain) in.bad(name, plain.error().message());
}

void read_method(ObjectReader& in, Method& method) {
  std::string name;
  in.id("method", Need::optional, name);
  if (name.empty()) return;
  const auto known = std::find(kMethodNames.begin(), kMethodNames.end(), name);
  if (known == kMethodNames.end())
    return in.bad("method", fmt::format("'{}' is no method; choose split or interleaving", name));
  method = static_cast<Method>(known - kMethodNames.begin());
}

// Leaves `metric` as it is if none is named.
void read_metric(ObjectReader& in, Need need, Method method, Metric& metric) {
  std::string name;
  in.id("metric", need, name);
  if (name.empty()) return;
  const auto begin = kMetricNames.begin() + (method == Method::interleaving ? kMetricsOfSplit : 0);
  const auto end = begin + kMetricsOfSplit;
  const auto known = std::find(begin, end, name);
  if (known == end) {
    return in.bad("metric", fmt::format("'{}' is no metric of the method {}; choose {} or {}", name,
                                        method_name(method), *begin, *(begin + 1)));
  }
  metric = static_cast<Metric>(known - kMetricNames.begin());
}

void read_parts(ObjectReader& in, FieldErrors& errors, ScenarioParts& parts) {
  const Json* found = in.field("scenario", Need::optional);
  if (found == nullptr || found->is_null()) return;
  Result<ScenarioParts> read = ScenarioParts::parse(json_text(*found));
  if (read) {
    parts = *std::move(read);
    return;
  }
  for (const FieldError& field : read.error().fields())
    errors.add(in.pointer_to("scenario") + field.pointer, field.detail);
}

Variant read_variant(const Json& json, const std::string& pointer, FieldErrors& errors) {
  Variant variant;
  if (!json.is_object()) {
    errors.add(pointer, "must be an object");
    return variant;
  }
  ObjectReader in(json, pointer, errors);
  read_name(in, "name", Need::required, variant.name);
  read_part(in, "share", Need::required, 0, 1, variant.share);
  read_parts(in, errors, variant.parts);
  in.flag("empty", variant.empty);
  if (variant.empty && !variant.parts.none())
    in.bad("empty", "shows nothing, so `scenario` would change nothing; leave one of them out");
  in.finish();
  return variant;
}

void check_variants(ObjectReader& in, const std::vector<Variant>& variants) {
  double sum = 0;
  std::set<std::string_view> names;
  for (const Variant& variant : variants) {
    sum += variant.share;
    if (!names.insert(variant.name).second)
      in.bad("variants", fmt::format("has two variants '{}'", variant.name));
  }
  if (std::fabs(sum - 1) > kSharesSlack)
    in.bad("variants", fmt::format("have shares that add up to {}, and must add up to 1", sum));
  if (variants.front().share == 0)
    in.bad("variants", "begin with the control, with which the others are compared: its share can't be 0");
}

void read_variants(ObjectReader& in, FieldErrors& errors, std::vector<Variant>& variants) {
  const Json* array = in.array("variants", Need::required);
  if (array == nullptr) return;
  if (array->size() < 2 || array->size() > limits::kVariants.most) {
    return in.bad("variants", fmt::format("has {} variants; 2 to {} can be compared", array->size(),
                                          limits::kVariants.most));
  }
  for (std::size_t i = 0; i < array->size(); ++i)
    variants.push_back(read_variant((*array)[i], fmt::format("/variants/{}", i), errors));
  if (!errors.any()) check_variants(in, variants);
}

void read_guards(ObjectReader& in, FieldErrors& errors, std::vector<Guard>& guards) {
  const Json* array = in.array("guards", Need::optional);
  if (array == nullptr) return;
  if (array->size() > limits::kGuards.most)
    return in.bad("guards", fmt::format("has {}; at most {} are taken", array->size(), limits::kGuards.most));
  for (std::size_t i = 0; i < array->size(); ++i) {
    const std::string pointer = fmt::format("/guards/{}", i);
    if (!(*array)[i].is_object()) {
      errors.add(pointer, "must be an object");
      continue;
    }
    ObjectReader guard((*array)[i], pointer, errors);
    Guard read;
    read_metric(guard, Need::required, Method::split, read.metric);
    read_part(guard, "worse_by", Need::required, 0, 1, read.worse_by);
    guard.finish();
    guards.push_back(read);
  }
}

// Each visitor sees both rankings, and prefers one of them or none.
void check_interleaving(ObjectReader& in, const Experiment& experiment, FieldErrors& errors) {
  constexpr double kHalf = 0.5;
  if (experiment.variants.size() != 2)
    in.bad("variants",
           fmt::format("has {}, and interleaving compares exactly 2", experiment.variants.size()));
  for (std::size_t i = 0; i < experiment.variants.size(); ++i) {
    const Variant& variant = experiment.variants[i];
    const auto bad = [&](std::string_view field, std::string_view why) {
      errors.add(fmt::format("/variants/{}/{}", i, field), std::string(why));
    };
    if (variant.share != kHalf)
      bad("share", "must be 0.5 for interleaving: each list is made of both by halves");
    if (variant.empty) bad("empty", "can't be interleaved: nothing has no products to click");
    for (const std::string_view part : {"properties", "variants"}) {
      if (!variant.parts.names(part)) continue;
      bad(fmt::format("scenario/{}", part),
          "is of a whole list, and interleaving has one list of both variants");
    }
  }
  if (!experiment.guards.empty())
    in.bad("guards", "have no meaning for interleaving: no visitor sees one variant alone");
  if (experiment.minimal_effect)
    in.bad("minimal_effect",
           "has no meaning for interleaving, which finds a preference and no difference of means");
  if (experiment.currency.known())
    in.bad("currency", "has no meaning for interleaving, which counts no revenue");
}

void read_window(ObjectReader& in, std::chrono::hours& window) {
  std::optional<std::int64_t> hours;
  in.whole("window_hours", hours);
  if (!hours) return;
  if (*hours < 1 || *hours > kMostWindowHours)
    return in.bad("window_hours", fmt::format("must be 1 to {}, not {}", kMostWindowHours, *hours));
  window = std::chrono::hours(*hours);
}

Result<Experiment> read_experiment(std::string_view name, const Json& json) {
  if (!json.is_object()) return invalid_field("", "must be a JSON object");
  Experiment experiment;
  experiment.name = name;
  FieldErrors errors;
  ObjectReader in(json, "", errors);
  in.id("scenario", Need::required, experiment.scenario);
  read_name(in, "layer", Need::optional, experiment.layer);
  read_method(in, experiment.method);
  if (experiment.interleaves()) experiment.metric = Metric::clicks;
  read_metric(in, Need::optional, experiment.method, experiment.metric);
  in.currency("currency", Need::optional, experiment.currency);
  read_variants(in, errors, experiment.variants);
  read_guards(in, errors, experiment.guards);
  double effect = 0;
  read_part(in, "minimal_effect", Need::optional, 0.0001, 10, effect);
  if (effect > 0) experiment.minimal_effect = effect;
  read_part(in, "false_alarms", Need::optional, 0.001, 0.2, experiment.false_alarms);
  read_window(in, experiment.window);
  if (experiment.interleaves() && !errors.any()) check_interleaving(in, experiment, errors);
  in.finish();
  if (errors.any()) return errors.error();
  return experiment;
}

// --- Writing

Json json_of(const Experiment& experiment) {
  Json json = {{"scenario", experiment.scenario},          {"layer", experiment.layer},
               {"method", method_name(experiment.method)}, {"metric", metric_name(experiment.metric)},
               {"false_alarms", experiment.false_alarms},  {"window_hours", experiment.window.count()}};
  if (experiment.currency.known()) json["currency"] = experiment.currency.code();
  if (experiment.minimal_effect) json["minimal_effect"] = *experiment.minimal_effect;
  json["variants"] = Json::array();
  for (const Variant& variant : experiment.variants) {
    Json one = {{"name", variant.name}, {"share", variant.share}};
    if (!variant.parts.none()) one["scenario"] = Json::parse(variant.parts.json());
    if (variant.empty) one["empty"] = true;
    json["variants"].push_back(std::move(one));
  }
  json["guards"] = Json::array();
  for (const Guard& guard : experiment.guards)
    json["guards"].push_back({{"metric", metric_name(guard.metric)}, {"worse_by", guard.worse_by}});
  return json;
}

// --- The run

template <class Bytes>
std::string hex_of(const Bytes& bytes) {
  std::string hex(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  hex.pop_back();
  return hex;
}

template <class Bytes>
bool read_hex(const std::string& hex, Bytes& bytes) {
  std::size_t length = 0;
  auto* const out = reinterpret_cast<unsigned char*>(bytes.data());
  return sodium_hex2bin(out, bytes.size(), hex.data(), hex.size(), nullptr, &length, nullptr) == 0 &&
         length == bytes.size();
}

Json json_of(const Run& run) {
  Json json = {{"id", hex_of(run.id)},
               {"key", hex_of(run.key)},
               {"number", run.number},
               {"started_at", to_rfc3339(run.started_at)},
               {"currency", run.currency.code()},
               {"tuned_to", run.tuned_to},
               {"promoted", run.promoted}};
  if (run.stopped_at) json["stopped_at"] = to_rfc3339(*run.stopped_at);
  if (run.followed_at) json["followed_at"] = to_rfc3339(*run.followed_at);
  json["stopped"] = Json::array();
  for (const StoppedVariant& one : run.stopped)
    json["stopped"].push_back({{"variant", one.variant}, {"at", to_rfc3339(one.at)}, {"reason", one.reason}});
  return json;
}

void read_stopped(const Json& array, FieldErrors& errors, std::vector<StoppedVariant>& stopped) {
  for (const Json& json : array) {
    ObjectReader in(json, "/run/stopped", errors);
    StoppedVariant one;
    std::optional<std::int64_t> variant;
    in.whole("variant", variant);
    one.variant = static_cast<std::size_t>(variant.value_or(0));
    in.time("at", Need::required, one.at);
    in.text("reason", one.reason);
    stopped.push_back(std::move(one));
  }
}

Result<Run> read_run(const Json& json) {
  Run run;
  FieldErrors errors;
  ObjectReader in(json, "/run", errors);
  std::string id;
  std::string key;
  in.text("id", id);
  in.text("key", key);
  if (!read_hex(id, run.id)) in.bad("id", "is no id of a run");
  if (!read_hex(key, run.key)) in.bad("key", "is no key of a split");
  std::optional<std::int64_t> number;
  in.whole("number", number);
  run.number = static_cast<std::uint64_t>(number.value_or(1));
  in.time("started_at", Need::required, run.started_at);
  in.time("stopped_at", run.stopped_at);
  in.time("followed_at", run.followed_at);
  std::string currency;
  in.text("currency", currency);
  if (const auto known = Currency::parse(currency)) run.currency = *known;
  read_part(in, "tuned_to", Need::required, 1, 1e12, run.tuned_to);
  in.text("promoted", run.promoted);
  if (const Json* stopped = in.array("stopped", Need::required)) read_stopped(*stopped, errors, run.stopped);
  if (errors.any()) return errors.error();
  return run;
}

// Without `earlier`.
Result<StoredExperiment> read_stored(std::string_view name, const Json& root) {
  if (!root.is_object() || !root.contains("experiment")) return corrupt("a stored experiment can't be read");
  Result<Experiment> experiment = read_experiment(name, root["experiment"]);
  if (!experiment) return std::move(experiment).error();
  StoredExperiment stored{*std::move(experiment), {}};
  if (!root.contains("run")) return stored;
  Result<Run> run = read_run(root["run"]);
  if (!run) return std::move(run).error();
  stored.run = *std::move(run);
  return stored;
}

// An earlier run that can't be read takes no other with it.
EarlierRuns read_earlier(std::string_view name, const Json& array) {
  EarlierRuns earlier;
  for (const Json& json : array) {
    Result<StoredExperiment> ran = read_stored(name, json);
    if (ran && ran->run && !ran->running()) {
      earlier.push_back(*std::move(ran));
    } else {
      log_error("an earlier run of an experiment can't be read and is left out",
                {{"experiment", name}, {"error", ran ? "it has not ended" : ran.error().message()}});
    }
  }
  return earlier;
}

Json json_of(const StoredExperiment& stored) {
  Json json = {{"experiment", json_of(stored.experiment)}};
  if (stored.run) json["run"] = json_of(*stored.run);
  return json;
}

}  // namespace

Result<Experiment> parse_experiment(std::string_view name, std::string_view json) {
  const Result<JsonDocument> body = parse_json(json);
  if (!body) return body.error();
  return read_experiment(name, body->root());
}

std::string to_json(const Experiment& experiment) { return json_text(json_of(experiment)); }

Result<StoredExperiment> parse_stored(std::string_view name, std::string_view json) {
  const Result<JsonDocument> body = parse_json(json);
  if (!body) return body.error();
  const Json& root = body->root();
  Result<StoredExperiment> stored = read_stored(name, root);
  if (stored && root.contains("earlier") && root["earlier"].is_array())
    stored->earlier = std::make_shared<const EarlierRuns>(read_earlier(name, root["earlier"]));
  return stored;
}

std::string to_json(const StoredExperiment& stored) {
  Json json = json_of(stored);
  if (stored.earlier != nullptr) {
    json["earlier"] = Json::array();
    for (const StoredExperiment& run : *stored.earlier) json["earlier"].push_back(json_of(run));
  }
  return json_text(json);
}

}  // namespace suggestd::experiments
