// Events in the JSON of the API (POST /v1/events), both ways. Rules as in records/order_json.h.
//
// Required: type; user_id or anonymous_id; product_id (for search: query); order_id for a page_purchase. A consent has
// an anonymous_id alone. `at` is optional: an event without one happened at `received`, the time when the server received it.
//
// Threads  pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "records/event.h"
#include "records/mutation.h"

namespace suggestd {

Result<Event> parse_event(std::string_view json, Timestamp received);
// The same as a mutation, which tells whether the event had a time of its own.
Result<AddEvent> parse_new_event(std::string_view json, Timestamp received);
// The pointer of the first field that differs, the id left aside; nothing if the content is the same.
// `repeat` without a time of its own has any.
std::optional<std::string> event_content_difference(const Event& first, const AddEvent& repeat);
void append_json(std::string& out, const Event& event);
std::string to_json(const Event& event);

}  // namespace suggestd
