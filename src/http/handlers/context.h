// A shop's signals from outside: /v1/context/{series}.
#pragma once

#include <vector>

#include "http/route.h"

namespace suggestd::http {

void add_context_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
