// /v1/segments/{name}/people and /members: who is in a segment, and the lists of people that a shop uploads.
//
// Threads  pure.
#pragma once

#include <vector>

#include "http/route.h"

namespace suggestd::http {

void add_segment_people_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
