// Backups of the running store, for the administrator.
#pragma once

#include <vector>

#include "http/route.h"

namespace suggestd::http {

void add_backup_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
