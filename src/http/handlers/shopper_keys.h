// The keys that a shop registers to have its shoppers' tokens verified.
#pragma once

#include <vector>

#include "http/route.h"

namespace suggestd::http {

void add_shopper_key_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
