#include "experiments/scenario_parts.h"

#include <array>

#include "base/json_tree.h"
#include "records/json_reader.h"

namespace suggestd::experiments {
namespace {

using recommend::Scenario;

struct Part {
  std::string_view name;  // in the scenario's JSON
  void (*copy)(const Scenario& from, Scenario& to);
};

constexpr std::array<Part, ScenarioParts::kParts> kTable{{
    {"list", [](const Scenario& from, Scenario& to) { to.list = from.list; }},
    {"filter", [](const Scenario& from, Scenario& to) { to.filter = from.filter; }},
    {"booster", [](const Scenario& from, Scenario& to) { to.booster = from.booster; }},
    {"lanes", [](const Scenario& from, Scenario& to) { to.lanes = from.lanes; }},
    {"include_bought", [](const Scenario& from, Scenario& to) { to.include_bought = from.include_bought; }},
    {"include_cart", [](const Scenario& from, Scenario& to) { to.include_cart = from.include_cart; }},
    {"variants", [](const Scenario& from, Scenario& to) { to.variants = from.variants; }},
    {"diversity", [](const Scenario& from, Scenario& to) { to.diversity = from.diversity; }},
    {"rotation", [](const Scenario& from, Scenario& to) { to.rotation = from.rotation; }},
    {"properties", [](const Scenario& from, Scenario& to) { to.properties = from.properties; }},
    {"fallbacks", [](const Scenario& from, Scenario& to) { to.fallbacks = from.fallbacks; }},
    {"rules", [](const Scenario& from, Scenario& to) { to.rules = from.rules; }},
}};

}  // namespace

Result<ScenarioParts> ScenarioParts::parse(std::string_view json) {
  const Result<JsonDocument> body = parse_json(json);
  if (!body) return body.error();
  const Json& given = body->root();
  if (!given.is_object() || given.empty()) return invalid_field("", "names no part of a scenario");
  Json whole = given;
  if (!whole.contains("list")) whole["list"] = recommend::list_kind_name(recommend::ListKind::for_you);
  Result<Scenario> values = recommend::parse_scenario("", json_text(whole));
  if (!values) return std::move(values).error();
  ScenarioParts parts;
  parts.values_ = *std::move(values);
  parts.json_ = json_text(given);
  for (std::size_t i = 0; i < kTable.size(); ++i) parts.named_[i] = given.contains(kTable.at(i).name);
  return parts;
}

void ScenarioParts::apply_to(Scenario& scenario) const {
  for (std::size_t i = 0; i < kTable.size(); ++i) {
    if (named_[i]) kTable.at(i).copy(values_, scenario);
  }
}

bool ScenarioParts::names(std::string_view part) const {
  for (std::size_t i = 0; i < kTable.size(); ++i) {
    if (named_[i] && kTable.at(i).name == part) return true;
  }
  return false;
}

std::string_view ScenarioParts::common_with(const ScenarioParts& other) const {
  for (std::size_t i = 0; i < kTable.size(); ++i) {
    if (named_[i] && other.named_[i]) return kTable.at(i).name;
  }
  return "";
}

}  // namespace suggestd::experiments
