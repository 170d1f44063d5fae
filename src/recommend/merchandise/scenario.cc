#include "recommend/merchandise/scenario.h"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "base/json_tree.h"
#include "recommend/limits.h"
#include "recommend/request_fields.h"
#include "records/json_reader.h"

namespace suggestd::recommend {
namespace {

// Reads a number from `least` to `most`; `value` stays as it is if the field is missing or bad.
void read_number(ObjectReader& in, std::string_view name, double least, double most, double& value) {
  const Json* found = in.field(name, Need::optional);
  if (found == nullptr || found->is_null()) return;
  if (!found->is_number() || found->get<double>() < least || found->get<double>() > most) {
    in.bad(name, fmt::format("is no number from {} to {}", least, most));
    return;
  }
  value = found->get<double>();
}

void read_count(ObjectReader& in, std::string_view name, std::size_t least, std::size_t most,
                std::size_t& value) {
  double number = static_cast<double>(value);
  read_number(in, name, static_cast<double>(least), static_cast<double>(most), number);
  value = static_cast<std::size_t>(number);
  if (static_cast<double>(value) != number) in.bad(name, "is no whole number");
}

void require(ObjectReader& in, bool given, std::string_view field, std::string_view kind) {
  if (!given) in.bad(field, fmt::format("is missing; a rule of kind {} needs it", kind));
}

// Checks the fields that each kind of rule needs.
void check_rule(ObjectReader& in, const Rule& rule) {
  const std::string_view kind = rule_kind_name(rule.kind);
  switch (rule.kind) {
    case RuleKind::pin:
      require(in, !rule.products.empty(), "products", kind);
      break;
    case RuleKind::hide:
      if (rule.products.empty()) require(in, !rule.filter.empty(), "filter", kind);
      break;
    case RuleKind::boost:
      require(in, !rule.filter.empty(), "filter", kind);
      if (rule.factor <= 1) in.bad("factor", "is not above 1, as a boost's has to be");
      break;
    case RuleKind::bury:
      require(in, !rule.filter.empty(), "filter", kind);
      if (rule.factor >= 1) in.bad("factor", "is not below 1, as a bury's has to be");
      break;
    case RuleKind::share:
      require(in, !rule.filter.empty(), "filter", kind);
      if (rule.share <= 0) in.bad("share", "is not above 0");
      break;
    case RuleKind::cap:
      require(in, !rule.attribute.empty(), "attribute", kind);
      break;
    case RuleKind::same_category:
      break;
  }
  if (rule.from && rule.until && *rule.from >= *rule.until) in.bad("until", "is not after `from`");
}

Rule read_rule(const Json& json, const std::string& pointer, FieldErrors& errors) {
  Rule rule;
  ObjectReader in(json, pointer, errors);
  in.id("id", Need::required, rule.id);
  std::string kind;
  in.id("kind", Need::required, kind);
  const std::optional<RuleKind> known = parse_rule_kind(kind);
  if (known) rule.kind = *known;
  if (!known && !kind.empty()) {
    in.bad("kind", fmt::format("'{}' is no kind of rule; choose {}", kind, rule_kind_names()));
  }
  in.text("filter", rule.filter);
  in.ids("products", rule.products);
  if (rule.products.size() > limits::kRuleProducts.most) {
    in.bad("products", fmt::format("has {} ids; at most {} are taken: a filter says more",
                                   rule.products.size(), limits::kRuleProducts.most));
  }
  read_count(in, "position", 1, limits::kPinPosition.most, rule.position);
  read_number(in, "factor", 0.001, 1000, rule.factor);
  read_number(in, "share", 0, 1, rule.share);
  in.text("attribute", rule.attribute);
  read_count(in, "most", 1, 1000, rule.most);
  in.time("from", rule.from);
  in.time("until", rule.until);
  in.flag("enabled", rule.enabled);
  if (known) check_rule(in, rule);
  in.finish();
  return rule;
}

void read_rules(ObjectReader& in, FieldErrors& errors, std::vector<Rule>& rules) {
  const Json* array = in.array("rules", Need::optional);
  if (array == nullptr) return;
  constexpr std::size_t kMost = limits::kScenarioRules.most;
  if (array->size() > kMost) in.bad("rules", fmt::format("has {} rules; at most {}", array->size(), kMost));
  std::set<std::string> ids;
  for (std::size_t i = 0; i < std::min(array->size(), kMost); ++i) {
    const std::string pointer = fmt::format("{}/{}", in.pointer_to("rules"), i);
    rules.push_back(read_rule((*array)[i], pointer, errors));
    if (!ids.insert(rules.back().id).second) errors.add(pointer + "/id", "is the id of an earlier rule");
  }
}

void read_lanes(ObjectReader& in, FieldErrors& errors, std::optional<FixedSumWeights>& weights) {
  const Json* found = in.field("lanes", Need::optional);
  if (found == nullptr || found->is_null()) return;
  ObjectReader fields(*found, in.pointer_to("lanes"), errors);
  FixedSumWeights& lanes = weights.emplace();
  read_number(fields, "factors", 0, 100, lanes.factors);
  read_number(fields, "cooccurrence", 0, 100, lanes.cooccurrence);
  read_number(fields, "slim", 0, 100, lanes.linear);
  read_number(fields, "people", 0, 100, lanes.people);
  fields.finish();
}

void read_list(ObjectReader& in, std::string_view field, std::string_view name, ListKind& list) {
  if (name.empty()) return;
  if (const std::optional<ListKind> known = parse_list_kind(name)) {
    list = *known;
  } else {
    in.bad(field, no_such_list(name));
  }
}

void read_fallbacks(ObjectReader& in, std::optional<std::vector<ListKind>>& fallbacks) {
  const Json* array = in.array("fallbacks", Need::optional);
  if (array == nullptr) return;
  fallbacks.emplace();
  for (const Json& name : *array) {
    const auto known = name.is_string() ? parse_list_kind(name.get<std::string>()) : std::nullopt;
    if (!known || !may_stand_in(*known)) {
      in.bad("fallbacks", fmt::format("{} is no list that can stand in", json_text(name)));
    } else if (std::find(fallbacks->begin(), fallbacks->end(), *known) == fallbacks->end()) {
      fallbacks->push_back(*known);  // each once: a second time it has nothing left to give
    }
  }
}

void add_time(Json& json, const char* name, const std::optional<Timestamp>& time) {
  if (time) json[name] = to_rfc3339(*time);
}

// Writes only the fields that the rule's kind uses.
Json rule_json(const Rule& rule) {
  Json json = {{"id", rule.id}, {"kind", rule_kind_name(rule.kind)}, {"enabled", rule.enabled}};
  if (!rule.filter.empty()) json["filter"] = rule.filter;
  if (!rule.products.empty()) json["products"] = rule.products;
  if (rule.kind == RuleKind::pin) json["position"] = rule.position;
  if (rule.kind == RuleKind::boost || rule.kind == RuleKind::bury) json["factor"] = rule.factor;
  if (rule.kind == RuleKind::share) json["share"] = rule.share;
  if (rule.kind == RuleKind::cap) {
    json["attribute"] = rule.attribute;
    json["most"] = rule.most;
  }
  add_time(json, "from", rule.from);
  add_time(json, "until", rule.until);
  return json;
}

}  // namespace

Request with_scenario(const Scenario& scenario, Request request) {
  request.list = scenario.list;
  request.lanes = scenario.lanes;
  request.scenario_filter = scenario.filter;
  request.scenario_booster = scenario.booster;
  if (!request.include_bought) request.include_bought = scenario.include_bought;
  if (!request.include_cart) request.include_cart = scenario.include_cart;
  if (!request.variants) request.variants = scenario.variants;
  if (request.diversity == 0) request.diversity = scenario.diversity;
  if (request.rotation == 0) request.rotation = scenario.rotation;
  if (!request.fallbacks) request.fallbacks = scenario.fallbacks;
  request.rules = scenario.rules;
  return request;
}

Result<Scenario> parse_scenario(std::string_view name, std::string_view json) {
  const Result<JsonDocument> body = parse_json(json);
  if (!body) return body.error();
  Scenario scenario;
  scenario.name = name;
  FieldErrors errors;
  ObjectReader in(body->root(), "", errors);
  std::string list;
  in.id("list", Need::required, list);
  read_list(in, "list", list, scenario.list);
  in.text("filter", scenario.filter);
  in.text("booster", scenario.booster);
  read_lanes(in, errors, scenario.lanes);
  read_choice(in, "include_bought", scenario.include_bought);
  read_choice(in, "include_cart", scenario.include_cart);
  read_variants(in, "variants", scenario.variants);
  read_number(in, "diversity", 0, 1, scenario.diversity);
  read_number(in, "rotation", 0, 1, scenario.rotation);
  in.text("properties", scenario.properties);
  read_fallbacks(in, scenario.fallbacks);
  read_rules(in, errors, scenario.rules);
  in.finish();
  if (errors.any()) return errors.error();
  return scenario;
}

Result<Scenario> parse_named_scenario(std::string_view json) {
  Result<JsonDocument> body = parse_json(json);
  if (!body) return std::move(body).error();
  Json& object = body->root();
  if (!object.is_object()) return invalid("a scenario is an object");
  const auto name = object.find("name");
  if (name == object.end() || !name->is_string()) return invalid_field("/name", "is missing");
  const std::string text = name->get<std::string>();
  if (Status good = check_id(text); !good) return invalid_field("/name", good.error().message());
  object.erase(name);
  Result<Scenario> scenario = parse_scenario(text, json_text(object));
  return scenario ? scenario : scenario.error().with_context(fmt::format("scenario '{}'", text));
}

std::string to_json(const Scenario& scenario) {
  Json json = {{"list", list_kind_name(scenario.list)}};
  if (!scenario.filter.empty()) json["filter"] = scenario.filter;
  if (!scenario.booster.empty()) json["booster"] = scenario.booster;
  if (const auto& lanes = scenario.lanes) {
    json["lanes"] = {{"factors", lanes->factors},
                     {"cooccurrence", lanes->cooccurrence},
                     {"slim", lanes->linear},
                     {"people", lanes->people}};
  }
  if (scenario.include_bought) json["include_bought"] = *scenario.include_bought;
  if (scenario.include_cart) json["include_cart"] = *scenario.include_cart;
  if (scenario.variants) json["variants"] = variants_name(*scenario.variants);
  if (scenario.diversity > 0) json["diversity"] = scenario.diversity;
  if (scenario.rotation > 0) json["rotation"] = scenario.rotation;
  if (!scenario.properties.empty()) json["properties"] = scenario.properties;
  if (scenario.fallbacks) {
    json["fallbacks"] = Json::array();
    for (const ListKind kind : *scenario.fallbacks) json["fallbacks"].push_back(list_kind_name(kind));
  }
  json["rules"] = Json::array();
  for (const Rule& rule : scenario.rules) json["rules"].push_back(rule_json(rule));
  return json_text(json);
}

}  // namespace suggestd::recommend
