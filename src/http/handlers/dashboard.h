// The dashboard's page and files: static, the same for everybody. All data comes by /v1 with a session.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "http/dashboard_files.h"
#include "http/route.h"

namespace suggestd::http {

void add_dashboard_routes(std::vector<Route>& routes);

// The file of this name, packed or not by the request's Accept-Encoding; 304 for a client that has it. Errors:
// not_found.
Result<Response> static_answer(const Request& request, std::span<const StaticFile> files,
                               std::string_view name);

}  // namespace suggestd::http
