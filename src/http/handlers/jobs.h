// Routes of jobs: work that outlives a request.
//
// Threads  once, when the table of routes is made.
#pragma once

#include <vector>

#include "http/route.h"

namespace suggestd::http {

void add_job_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
