// A person: what is kept of them is told, and erased.
#pragma once

#include <vector>

#include "http/route.h"

namespace suggestd::http {

void add_privacy_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
