// Files that are sent to be imported, and what became of their records.
#pragma once

#include <vector>

#include "http/exchange.h"
#include "http/route.h"

namespace suggestd::http {

void add_import_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
