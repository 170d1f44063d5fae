// The model's vectors, for those who build on them.
#pragma once

#include <vector>

#include "http/route.h"

namespace suggestd::http {

void add_vector_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
