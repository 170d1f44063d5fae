// The change feed: everything that happened in a shop, in order, by page, long poll or event stream.
#pragma once

#include <vector>

#include "http/route.h"

namespace suggestd::http {

void add_change_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
