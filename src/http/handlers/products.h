// The catalogue: its products put, changed, deleted and read.
#pragma once

#include <vector>

#include "http/exchange.h"
#include "http/route.h"

namespace suggestd::http {

void add_product_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
