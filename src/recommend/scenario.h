// A scenario: a named placement in the shop ("home", "cart", "product-page") that bundles a list with its
// lanes' weights, filter, booster and rules, so that the shop's code says only the name.
//
// JSON form (PUT /v1/scenarios/{name}, and [[scenario]] tables of the config file, which have a `name` too);
// all but `list` optional:
//
//   {"list": "for-you", "filter": "price < 50", "booster": "1 + 0.2 * (brand == \"acme\")",
//    "lanes": {"factors": 1, "cooccurrence": 0.4, "slim": 0.3, "people": 0},
//    "include_bought": false, "diversity": 0.2, "rotation": 0.5, "properties": "title,price",
//    "fallbacks": ["trending", "popular"],
//    "rules": [{"id": "summer", "kind": "boost", "filter": "category == \"Garden\"", "factor": 2,
//               "from": "2026-06-01T00:00:00Z", "until": "2026-09-01T00:00:00Z"}]}
//
// Threads  plain values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "recommend/request.h"
#include "recommend/rule.h"

namespace suggestd::recommend {

struct Scenario {
  std::string name;
  ListKind list = ListKind::for_you;
  std::string filter;
  std::string booster;
  std::optional<BlendWeights> lanes;  // none: as the log teaches
  std::optional<bool> include_bought;
  double diversity = 0;    // 0 to 1
  double rotation = 0;     // 0 to 1
  std::string properties;  // sent along with each product if the request names none
  std::optional<std::vector<ListKind>> fallbacks;
  std::vector<Rule> rules;

  bool operator==(const Scenario&) const = default;
};

inline constexpr std::size_t kMaxRules = 200;

// The request with what the scenario says of it: its list, lanes, fallbacks and rules; both filters; both
// boosters multiplied. Whether bought products may come back, diversity and rotation are the request's choice
// if it made one.
Request with_scenario(const Scenario& scenario, Request request);

// Errors: invalid, with a JSON pointer to each bad field. What depends on the catalogue (do the filters
// compile, do the products exist) is checked by whoever knows the catalogue.
Result<Scenario> parse_scenario(std::string_view name, std::string_view json);
// The same with the name as a member "name", as a [[scenario]] table of the config file has it.
Result<Scenario> parse_named_scenario(std::string_view json);
// One JSON object; parse_scenario reads back an equal scenario.
std::string to_json(const Scenario& scenario);

}  // namespace suggestd::recommend
