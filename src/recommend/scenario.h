// A scenario: a named placement in the shop ("home", "cart", "product-page") that bundles a list with its
// lanes' weights, filter, booster, rules, variety and fallbacks, so that the shop's code says only the name.
//
// JSON form (PUT /v1/scenarios/{name}, and [[scenario]] tables of the config file); all but `list` optional:
//
//   {"list": "for-you", "limit": 12, "filter": "price < 50", "booster": "1 + 0.2 * (brand == \"acme\")",
//    "lanes": {"factors": 1, "cooccurrence": 1, "slim": 1, "history": 1, "popularity": 1},
//    "include_bought": false, "diversity": 0.2, "rotation": 0.1,
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

namespace suggestd::recommend {

// Multiplies each lane's part of the score; 0 switches a lane off.
struct LaneWeights {
  double factors = 1;
  double cooccurrence = 1;
  double slim = 1;
  double history = 1;
  double popularity = 1;
  bool operator==(const LaneWeights&) const = default;
};

enum class RuleKind {
  pin,            // `products` at `position` and the places after it
  hide,           // `products` and what `filter` matches never appear
  boost,          // what matches counts `factor` times (above 1)
  bury,           // what matches counts `factor` times (below 1)
  share,          // at least `share` of the list is what matches
  cap,            // at most `most` products with one value of `attribute`
  same_category,  // only products that share a category with the context product
};

std::string_view rule_kind_name(RuleKind kind);

struct Rule {
  std::string id;
  RuleKind kind = RuleKind::hide;
  std::string filter;                 // hide, boost, bury, share
  std::vector<std::string> products;  // pin, hide
  std::size_t position = 1;           // pin: from 1
  double factor = 1;                  // boost: 1 to 1000; bury: 0.001 to 1
  double share = 0;                   // share: above 0, to 1
  std::string attribute;              // cap: "brand" or "category"
  std::size_t most = 1;               // cap
  std::optional<Timestamp> from;      // in force from here
  std::optional<Timestamp> until;     // until here, exclusive
  bool enabled = true;

  bool in_force(Timestamp now) const;
  bool operator==(const Rule&) const = default;
};

struct Scenario {
  std::string name;
  ListKind list = ListKind::for_you;
  std::size_t limit = 10;
  std::string filter;
  std::string booster;
  LaneWeights lanes;
  std::optional<bool> include_bought;
  double diversity = 0;             // 0 to 1
  double rotation = 0;              // 0 to 1
  std::vector<ListKind> fallbacks;  // tried in this order until the list is full
  std::vector<Rule> rules;

  bool operator==(const Scenario&) const = default;
};

inline constexpr std::size_t kMaxRules = 200;

// Errors: invalid, with a JSON pointer to each bad field. What depends on the catalogue (do the filters
// compile, do the products exist) is checked by whoever knows the catalogue.
Result<Scenario> parse_scenario(std::string_view name, std::string_view json);
// One JSON object; parse_scenario reads back an equal scenario.
std::string to_json(const Scenario& scenario);

}  // namespace suggestd::recommend
