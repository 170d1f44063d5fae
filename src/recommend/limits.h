// The limits of this layer: see base/limit.h.
#pragma once

#include <array>

#include "base/limit.h"
#include "recommend/request.h"

namespace suggestd::limits {

inline constexpr Limit kListLength{"list.limit", recommend::kMaxLimit, "products", "one list (`limit`)",
                                   "400 at /limit"};
inline constexpr Limit kScenarioRules{"scenario.rules", 200, "rules", "one scenario", "400 at /rules"};
inline constexpr Limit kRuleProducts{"rule.products", 1000, "ids", "`products` of one rule",
                                     "400 at /rules/N/products"};
inline constexpr Limit kPinPosition{"scenario.pin_position", 1000, "places", "`position` of a pin", "400"};
inline constexpr Limit kDryRunSample{"dry_run.sample", 2'000, "people", "one dry run (`sample`)", "400"};

inline constexpr Limit kWantedProperties{"request.properties", 100, "names",
                                         "`properties` of one list, each counted once",
                                         "400 that names properties"};
inline constexpr Limit kContextNames{"request.context", 100, "names", "`context` of one list",
                                     "400 at /context"};

inline constexpr std::array kOfRecommend{&kListLength,   &kScenarioRules,    &kRuleProducts, &kPinPosition,
                                         &kDryRunSample, &kWantedProperties, &kContextNames};

}  // namespace suggestd::limits
