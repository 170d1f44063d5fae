// Whether a person lets the shop learn from what they do: the field `consent` of their profile.
#pragma once

#include <vector>

#include "http/route.h"

namespace suggestd::http {

void add_consent_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
