// The state of the server, shop by shop, for those with a key.
#pragma once

#include <vector>

#include "http/route.h"

namespace suggestd::http {

void add_status_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
