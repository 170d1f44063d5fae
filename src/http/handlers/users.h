// People, and joining an anonymous visitor with the person who logged in.
#pragma once

#include <vector>

#include "http/route.h"

namespace suggestd::http {

void add_user_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
