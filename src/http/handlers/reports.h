// Reports on lists: clicks, orders and revenue for each scenario.
#pragma once

#include <vector>

#include "http/route.h"

namespace suggestd::http {

void add_report_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
