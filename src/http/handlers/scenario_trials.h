// Dry runs: what a scenario would change before it goes live.
#pragma once

#include <vector>

#include "http/routes.h"

namespace suggestd::http {

void add_scenario_trial_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
