// Shops, on the administrators' listener: made, listed, suspended, deleted.
#pragma once

#include <vector>

#include "http/route.h"

namespace suggestd::http {

void add_shop_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
