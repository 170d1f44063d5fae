// Named consumers of the change feed: the position of each, and its lag.
#pragma once

#include <vector>

#include "http/route.h"

namespace suggestd::http {

void add_consumer_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
