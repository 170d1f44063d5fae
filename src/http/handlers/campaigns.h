// /v1/campaigns: which products are offered to which people. Their runs: campaign_runs.h.
#pragma once

#include <vector>

#include "http/route.h"

namespace suggestd::http {

void add_campaign_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
