// Orders: placed, changed, taken back, read.
#pragma once

#include <vector>

#include "http/route.h"

namespace suggestd::http {

void add_order_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
