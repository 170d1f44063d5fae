// /v1/scenarios: the named placements of a shop, with their rules.
#pragma once

#include <vector>

#include "http/route.h"

namespace suggestd::http {

void add_scenario_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
