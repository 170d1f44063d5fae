// Events as a shop's pages report them, in our words or in those of other tools (records/page_events.h).
#pragma once

#include <vector>

#include "http/route.h"

namespace suggestd::http {

void add_collect_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
