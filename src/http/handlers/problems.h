// The pages that the `type` of a refusal leads to: what it means, whether to try again, what to do. For people; programs
// tell types apart by their names.
#pragma once

#include <vector>

#include "http/route.h"

namespace suggestd::http {

void add_problem_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
