// /v1/experiments: variants of a scenario that are compared, and what came of them.
#pragma once

#include <vector>

#include "http/route.h"

namespace suggestd::http {

void add_experiment_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
