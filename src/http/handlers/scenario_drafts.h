// Scenarios that are not in force yet: /v1/scenarios/{name}/draft, /v1/drafts.
#pragma once

#include <vector>

#include "http/route.h"

namespace suggestd::http {

void add_scenario_draft_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
