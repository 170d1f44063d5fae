// Events: what people do other than order.
#pragma once

#include <vector>

#include "http/routes.h"

namespace suggestd::http {

void add_event_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
