// Dry runs: the changes that a scenario would bring before it goes live.
#pragma once

#include <vector>

#include "http/route.h"

namespace suggestd::http {

void add_scenario_trial_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
