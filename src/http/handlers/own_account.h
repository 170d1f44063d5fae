// Changes that a person makes of the own account: the password and the second factor.
#pragma once

#include <vector>

#include "http/route.h"

namespace suggestd::http {

void add_own_account_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
