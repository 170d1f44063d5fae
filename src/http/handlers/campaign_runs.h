// Plans and runs of campaigns, and what became of them.
#pragma once

#include <vector>

#include "http/route.h"

namespace suggestd::http {

void add_campaign_run_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
