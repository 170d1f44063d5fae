// The catalogue doctor: GET /v1/catalogue/findings.
#pragma once

#include <vector>

#include "http/route.h"

namespace suggestd::http {

void add_catalogue_findings_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
