// The server's own watch: what it has raised, and POST /v1/watch/test.
#pragma once

#include <vector>

#include "access/scopes.h"
#include "base/json_text.h"
#include "http/exchange.h"
#include "http/route.h"
#include "watch/watch.h"

namespace suggestd::http {

// Writes "alarms", those that the caller may see; "load" for the whole server; and for an administrator "receivers" and
// "servers".
void write_watch(JsonWriter& out, const watch::Watch& watch, const Caller& caller);

void add_watch_routes(std::vector<Route>& routes);

}  // namespace suggestd::http
