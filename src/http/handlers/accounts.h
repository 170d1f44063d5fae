// The accounts of people, as administrators see and change them.
#pragma once

#include <vector>

#include "http/route.h"

namespace suggestd::http {

void add_account_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
