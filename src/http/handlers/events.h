// Events: everything that people do other than order.
#pragma once

#include <vector>

#include "http/route.h"

namespace suggestd::http {

void add_event_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
