// The routing table: every route once.
//
// A new route is a row in one of the add_*_routes functions and a handler beside it.
// Threads  the table is made once and only read.
#pragma once

#include <vector>

#include "http/route.h"

namespace suggestd::http {

const std::vector<Route>& route_table();

}  // namespace suggestd::http
