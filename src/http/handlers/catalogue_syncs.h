// Full synchronisation of the catalogue: what is not sent is hidden.
#pragma once

#include <vector>

#include "http/routes.h"

namespace suggestd::http {

void add_catalogue_sync_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
