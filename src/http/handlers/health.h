// What operators ask: is it alive, is it ready, how much has it done, what does it offer.
#pragma once

#include <vector>

#include "http/routes.h"

namespace suggestd::http {

void add_health_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
