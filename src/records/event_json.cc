#include "records/event_json.h"

#include "records/json_reader.h"
#include "records/json_writer.h"

namespace suggestd {
namespace {

void read_type(ObjectReader& in, EventType& type) {
  const Json* found = in.field("type", Need::required);
  if (found == nullptr) return;
  const auto* name = found->get_ptr<const std::string*>();
  const auto known = name == nullptr ? std::nullopt : parse_event_type(*name);
  if (!known) {
    return in.bad(
        "type",
        "must be one of view, cart_add, cart_remove, wishlist, purchase, rec_shown, rec_click, search");
  }
  type = *known;
}

// A search is about words, and a list is shown as a whole.
bool needs_product(const Event& event) {
  const bool whole_list = event.type == EventType::rec_shown && !event.recommendation_id.empty();
  return event.type != EventType::search && !whole_list;
}

}  // namespace

Result<Event> parse_event(std::string_view json, Timestamp received) {
  const Result<Json> body = parse_json(json);
  if (!body) return body.error();
  Event event;
  event.at = received;
  FieldErrors errors;
  ObjectReader in(*body, "", errors);
  in.id("event_id", Need::optional, event.event_id);
  read_type(in, event.type);
  in.id("user_id", Need::optional, event.user_id);
  in.id("anonymous_id", Need::optional, event.anonymous_id);
  in.id("recommendation_id", Need::optional, event.recommendation_id);
  in.id("product_id", needs_product(event) ? Need::required : Need::optional, event.product_id);
  in.time("at", Need::optional, event.at);
  in.quantity("quantity", Need::optional, event.quantity);
  in.text("query", event.query);
  in.properties("properties", event.properties);
  if (body->is_object()) {
    in.finish();
    if (event.type == EventType::search && event.query.empty() && !errors.any()) {
      in.bad("query", "is missing; a search needs its words");
    }
    const bool said = body->contains("user_id") || body->contains("anonymous_id");
    if (event.user_id.empty() && event.anonymous_id.empty() && (!said || !errors.any())) {
      in.bad("user_id", "is missing; an event needs a user_id or an anonymous_id");
    }
  }
  if (errors.any()) return errors.error();
  return event;
}

void append_json(std::string& out, const Event& event) {
  ObjectWriter object(out);
  object.text_if_any("event_id", event.event_id);
  object.text("type", event_type_name(event.type));
  object.text_if_any("user_id", event.user_id);
  object.text_if_any("anonymous_id", event.anonymous_id);
  object.text_if_any("product_id", event.product_id);
  object.time("at", event.at);
  object.quantity("quantity", event.quantity);
  object.text_if_any("recommendation_id", event.recommendation_id);
  object.text_if_any("query", event.query);
  object.raw_if_any("properties", event.properties);
  object.close();
}

std::string to_json(const Event& event) {
  std::string out;
  append_json(out, event);
  return out;
}

}  // namespace suggestd
