// The lists that a campaign's run has given to people.
#pragma once

#include <vector>

#include "http/route.h"

namespace suggestd::http {

void add_campaign_list_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
