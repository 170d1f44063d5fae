// Looking back: the job that makes a shop's model as it was (tasks/look_back_task.h), for lists with `as_of`.
//
// Threads  any.
#pragma once

#include <vector>

#include "http/route.h"

namespace suggestd::http {

void add_look_back_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
