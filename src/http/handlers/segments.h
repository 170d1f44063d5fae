// /v1/segments: definitions and their sizes.
//
// Threads  pure.
#pragma once

#include <vector>

#include "http/route.h"

namespace suggestd::http {

void add_segment_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
