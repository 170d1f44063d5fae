// Questions of operators: is it alive, is it ready, its metrics, its API.
#pragma once

#include <vector>

#include "http/route.h"

namespace suggestd::http {

void add_health_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
