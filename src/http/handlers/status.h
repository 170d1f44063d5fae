// What the server is doing, shop by shop, for those with a key.
#pragma once

#include <vector>

#include "http/routes.h"

namespace suggestd::http {

void add_status_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
