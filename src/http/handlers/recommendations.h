// The general form of a list request: a person or a basket, several lists at once without repeats, the
// re-ranking of given products.
#pragma once

#include <vector>

#include "http/route.h"

namespace suggestd::http {

void add_recommendation_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
