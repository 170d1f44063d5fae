// Named consumers of the change feed: how far each has read, and how far it lags.
#pragma once

#include <vector>

#include "http/routes.h"

namespace suggestd::http {

void add_consumer_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
