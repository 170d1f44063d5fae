// Requests of pages of other origins (the Fetch standard's CORS protocol), on the shops' listener.
//
// Preflight  carries no key, so it is decided by the union: an origin is let in if an active key of any page names
//            it, and if the route answers browsers at all. The request that follows is decided by its own key.
// Answers    name the one origin that asked, never "*", and no credentials: keys are headers, not cookies. All
//            answers of routes that browsers may use vary by Origin.
// Threads    any.
#pragma once

#include <optional>

#include "access/key_ring.h"
#include "http/exchange.h"
#include "http/router.h"

namespace suggestd::http {

// The answer to a preflight; nothing if the request is none. `router`: of the shops' listener. Errors of routing
// are left to it.
std::optional<Response> answer_preflight(const Request& request, const Router& router, const KeyRing& keys);

// Adds the headers by which the page may read the answer.
void add_cors(Response& response, const Request& request, const KeyRing& keys);

}  // namespace suggestd::http
