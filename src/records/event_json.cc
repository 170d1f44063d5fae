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
        "must be one of view, cart_add, cart_remove, wishlist, purchase, rec_shown, rec_click, search, "
        "page_purchase, consent_given, consent_withdrawn");
  }
  type = *known;
}

// False for a search, which is about words, for a consent, and for a list that was shown as a whole.
bool needs_product(const Event& event) {
  const bool whole_list = event.type == EventType::rec_shown && !event.recommendation_id.empty();
  return event.type != EventType::search && !is_consent(event.type) && !whole_list;
}

}  // namespace

Result<Event> parse_event(std::string_view json, Timestamp received) {
  Result<AddEvent> added = parse_new_event(json, received);
  if (!added) return std::move(added).error();
  return std::move(added->event);
}

Result<AddEvent> parse_new_event(std::string_view json, Timestamp received) {
  const Result<JsonDocument> body = parse_json(json);
  if (!body) return body.error();
  AddEvent added;
  Event& event = added.event;
  event.at = received;
  FieldErrors errors;
  ObjectReader in(body->root(), "", errors);
  in.id("event_id", Need::optional, event.event_id);
  read_type(in, event.type);
  in.id("user_id", Need::optional, event.user_id);
  in.id("anonymous_id", Need::optional, event.anonymous_id);
  in.recommendation_id("recommendation_id", event.recommendation_id);
  in.id("product_id", needs_product(event) ? Need::required : Need::optional, event.product_id);
  in.time("at", Need::optional, event.at);
  in.quantity("quantity", Need::optional, event.quantity);
  in.text("query", event.query);
  const bool of_page = event.type == EventType::page_purchase;
  in.id("order_id", of_page ? Need::required : Need::optional, event.order_id);
  if (!of_page && !event.order_id.empty()) in.bad("order_id", "belongs to a page_purchase alone");
  if (is_consent(event.type) && !event.user_id.empty()) {
    in.bad("user_id",
           "a user's word stands in their profile: PUT /v1/users/{user_id}/consent; by an event it is a "
           "visitor's, with an anonymous_id alone");
  }
  in.properties("properties", event.properties);
  if (body->root().is_object()) {
    in.finish();
    if (event.type == EventType::search && event.query.empty() && !errors.any()) {
      in.bad("query", "is missing; a search needs its words");
    }
    const bool said = body->root().contains("user_id") || body->root().contains("anonymous_id");
    if (event.user_id.empty() && event.anonymous_id.empty() && (!said || !errors.any())) {
      in.bad("user_id", "is missing; an event needs a user_id or an anonymous_id");
    }
  }
  if (errors.any()) return errors.error();
  const auto at = body->root().find("at");
  added.at_given = at != body->root().end() && !at->is_null();
  return added;
}

std::optional<std::string> event_content_difference(const Event& first, const AddEvent& repeat) {
  const Event& again = repeat.event;
  if (first.type != again.type) return "/type";
  if (first.user_id != again.user_id) return "/user_id";
  if (first.anonymous_id != again.anonymous_id) return "/anonymous_id";
  if (first.product_id != again.product_id) return "/product_id";
  if (repeat.at_given && first.at != again.at) return "/at";
  if (first.quantity != again.quantity) return "/quantity";
  if (first.recommendation_id != again.recommendation_id) return "/recommendation_id";
  if (first.query != again.query) return "/query";
  if (first.order_id != again.order_id) return "/order_id";
  if (first.properties != again.properties) return "/properties";
  return std::nullopt;
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
  object.text_if_any("order_id", event.order_id);
  object.raw_if_any("properties", event.properties);
  object.close();
}

std::string to_json(const Event& event) {
  std::string out;
  append_json(out, event);
  return out;
}

}  // namespace suggestd
