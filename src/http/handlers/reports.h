// What came of the lists: clicks, orders and revenue for each scenario.
#pragma once

#include <vector>

#include "http/routes.h"

namespace suggestd::http {

void add_report_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
