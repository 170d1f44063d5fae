// The lists that have an address of their own: for a person, for a product, for anyone.
#pragma once

#include <vector>

#include "http/route.h"

namespace suggestd::http {

void add_list_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
