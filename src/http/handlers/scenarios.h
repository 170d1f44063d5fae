// /v1/scenarios: the named placements of a shop, with their rules.
#pragma once

#include <string_view>
#include <vector>

#include "http/exchange.h"
#include "http/route.h"
#include "shop/shop.h"

namespace suggestd::http {

void add_scenario_routes(std::vector<Route>& routes);

// The answer to a scenario that was put into force; 412 if another version was.
Result<Response> scenario_written(std::string_view name, const Result<shop::ScenarioWrite>& result);

}  // namespace suggestd::http
