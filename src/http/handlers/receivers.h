// /v1/receivers: where a shop lets the lists of its campaigns be pushed to.
#pragma once

#include <vector>

#include "http/route.h"

namespace suggestd::http {

void add_receiver_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
