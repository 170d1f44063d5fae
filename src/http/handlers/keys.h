// Keys, on the administrators' listener: made, listed, revoked, rotated.
#pragma once

#include <vector>

#include "http/route.h"

namespace suggestd::http {

void add_key_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
