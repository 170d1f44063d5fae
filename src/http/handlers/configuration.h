// GET /v1/config and POST /v1/config/reload.
#pragma once

#include <vector>

#include "base/json_text.h"
#include "http/route.h"
#include "http/running_config.h"

namespace suggestd::http {

void add_configuration_routes(std::vector<Route>& routes);

// {"at":...,"good":...,"error":...,"need_restart":[...]}, for GET /v1/status too.
void write_last_reload(JsonWriter& out, const ReloadReport& report);

}  // namespace suggestd::http
