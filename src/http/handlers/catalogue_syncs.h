// Full synchronisation of the catalogue: products that are not sent are hidden.
#pragma once

#include <vector>

#include "http/route.h"

namespace suggestd::http {

void add_catalogue_sync_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
