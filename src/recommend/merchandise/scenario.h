// A scenario: a named placement in the shop ("home", "cart", "product-page") that bundles a list with its
// lanes' weights, filter, booster and rules, so that the shop's code says only the name.
//
// JSON form (PUT /v1/scenarios/{name}, and [[scenario]] tables of the config file, which have a `name` too);
// all but `list` optional:
//
//   {"list": "for-you", "filter": "price < 50", "booster": "if(brand == \"acme\", 1.2, 1)",
//    "lanes": {"factors": 1, "cooccurrence": 0.4, "slim": 0.3, "people": 0},
//    "include_bought": false, "include_cart": false, "variants": "one", "diversity": 0.2, "rotation": 0.5, "properties": "title,price",
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
#include "recommend/merchandise/rule.h"
#include "recommend/request.h"

namespace suggestd::recommend {

struct Scenario {
  std::string name;
  ListKind list = ListKind::for_you;
  std::string filter;
  std::string booster;
  std::optional<FixedSumWeights> lanes;  // none: as the log teaches
  std::optional<bool> include_bought;
  std::optional<bool> include_cart;
  std::optional<Variants> variants;
  double diversity = 0;    // 0 to 1
  double rotation = 0;     // 0 to 1
  std::string properties;  // sent along with each product if the request names none
  std::optional<std::vector<ListKind>> fallbacks;
  std::vector<Rule> rules;

  bool operator==(const Scenario&) const = default;
};

// Adds the scenario to the request: its list, lanes and rules replace the request's; both filters hold; both
// boosters are multiplied. Fallbacks, diversity, rotation, variants, and whether products that were bought or
// lie in the cart may be shown, are the request's choice if it made one.
Request with_scenario(const Scenario& scenario, Request request);

// Errors: invalid, with a JSON pointer to each bad field. check_expressions() checks the parts that depend on
// the catalogue, such as filters.
Result<Scenario> parse_scenario(std::string_view name, std::string_view json);
// The same with the name as a member "name", as a [[scenario]] table of the config file has it.
Result<Scenario> parse_named_scenario(std::string_view json);
// One JSON object; parse_scenario reads back an equal scenario.
std::string to_json(const Scenario& scenario);

}  // namespace suggestd::recommend
