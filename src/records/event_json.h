// Events in the JSON of the API (POST /v1/events), both ways. Rules as in records/order_json.h.
//
// Required: type; user_id or anonymous_id; product_id (for search: query). `at` is optional: an event
// without one happened when the server received it, which is what `received` says.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "records/event.h"

namespace suggestd {

Result<Event> parse_event(std::string_view json, Timestamp received);
void append_json(std::string& out, const Event& event);
std::string to_json(const Event& event);

}  // namespace suggestd
