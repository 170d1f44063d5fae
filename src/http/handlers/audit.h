// The audit log, as administrators read it.
#pragma once

#include <vector>

#include "http/route.h"

namespace suggestd::http {

void add_audit_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
