// The catalogue.
#pragma once

#include <vector>

#include "http/routes.h"

namespace suggestd::http {

void add_product_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
