// The answers of a route in the OpenAPI document: statuses, headers and content, by what the route declares.
//
// Threads  pure functions.
#pragma once

#include "base/json_text.h"
#include "http/route.h"

namespace suggestd::http {

// The member "responses" of the route's operation.
void write_responses(JsonWriter& out, const Route& route);

// The members of components/headers, which the answers refer to.
void write_answer_headers(JsonWriter& out);

}  // namespace suggestd::http
