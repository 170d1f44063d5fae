#include "records/page_events.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "base/ids.h"
#include "base/json_tree.h"
#include "base/unique_id.h"
#include "records/event_json.h"
#include "records/json_reader.h"

namespace suggestd {
namespace {

constexpr std::string_view kPageIds = "page:";
constexpr std::chrono::hours kOldest{72};
constexpr std::size_t kNameBytes = 100;

struct EventName {
  std::string_view name;
  EventType type;
};

constexpr std::array kGa4Names{
    EventName{"view_item", EventType::view},
    EventName{"select_item", EventType::rec_click},
    EventName{"view_item_list", EventType::rec_shown},
    EventName{"add_to_cart", EventType::cart_add},
    EventName{"remove_from_cart", EventType::cart_remove},
    EventName{"add_to_wishlist", EventType::wishlist},
    EventName{"search", EventType::search},
    EventName{"view_search_results", EventType::search},
    EventName{"purchase", EventType::page_purchase},
};

constexpr std::array kSegmentNames{
    EventName{"Product Viewed", EventType::view},
    EventName{"Product Clicked", EventType::rec_click},
    EventName{"Product List Viewed", EventType::rec_shown},
    EventName{"Product Added", EventType::cart_add},
    EventName{"Product Removed", EventType::cart_remove},
    EventName{"Product Added to Wishlist", EventType::wishlist},
    EventName{"Products Searched", EventType::search},
    EventName{"Order Completed", EventType::page_purchase},
};

// The words of a form for the things that an event is made of.
struct Dialect {
  std::span<const EventName> names;
  std::string_view items;
  std::string_view product;
  std::string_view list;
  std::string_view order;
  std::string_view query;
};

constexpr Dialect kGa4{kGa4Names, "items", "item_id", "item_list_id", "transaction_id", "search_term"};
constexpr Dialect kSegment{kSegmentNames, "products", "product_id", "list_id", "order_id", "query"};

// Whose event it is, and when it happened.
struct Context {
  std::string user_id;
  std::string anonymous_id;
  std::string event_id;
  std::optional<Timestamp> at;
};

const Json* find(const Json& object, std::string_view name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

std::string_view text_of(const Json& object, std::string_view name) {
  const Json* found = find(object, name);
  const auto* text = found == nullptr ? nullptr : found->get_ptr<const std::string*>();
  return text == nullptr ? std::string_view() : std::string_view(*text);
}

// An id as text; shops send numbers, too. "" if it is missing or something else.
std::string id_of(const Json& object, std::string_view name) {
  const Json* found = find(object, name);
  if (found == nullptr) return "";
  return found->is_number_integer() ? json_text(*found) : std::string(text_of(object, name));
}

// The first of the names that the object has.
std::string first_id(const Json& object, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    if (std::string id = id_of(object, name); !id.empty()) return id;
  }
  return "";
}

std::string told_name(std::string_view name) { return std::string(name.substr(0, kNameBytes)); }

// The list that is meant; "" for GA4's own ids of lists, which are no recommendation's.
std::string recommendation_of(const Json& object, const Dialect& dialect) {
  for (const std::string_view name : {std::string_view("recommendation_id"), dialect.list}) {
    const std::string_view text = text_of(object, name);
    if (parse_ulid(text)) return std::string(text);
  }
  return "";
}

std::optional<Timestamp> micros_of(const Json& object) {
  const std::string text = id_of(object, "timestamp_micros");
  constexpr std::size_t kDigits = 17;  // the year 5138
  if (text.empty() || text.size() > kDigits ||
      !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }))
    return std::nullopt;
  return Timestamp(std::chrono::microseconds(std::stoll(text)));
}

// Adds what `object` says of the person and the time; what is known already stays.
void add_context(const Json& object, Context& context) {
  if (context.anonymous_id.empty())
    context.anonymous_id = first_id(object, {"anonymous_id", "anonymousId", "client_id"});
  if (context.user_id.empty()) context.user_id = first_id(object, {"user_id", "userId"});
  if (!context.at) context.at = micros_of(object);
  if (context.at) return;
  if (const auto time = parse_rfc3339(text_of(object, "timestamp")); time) context.at = *time;
}

class BodyReader {
 public:
  BodyReader(Timestamp received, std::string_view signed_in) : received_(received), signed_in_(signed_in) {}

  Status read_body(const Json& body);
  std::vector<PageEvent> take() { return std::move(events_); }

 private:
  void read_any(const Json& event, const std::string& pointer, Context context);
  void read_several(const Json& events, const std::string& pointer, const Context& context);
  void read_ours(const Json& event, const std::string& pointer, const Context& context);
  void read_named(std::string_view name, const Json& content, const std::string& pointer, Context context,
                  const Dialect& dialect);
  void read_items(std::string_view name, const Json& content, const std::string& pointer,
                  const Context& context, const Dialect& dialect, Event event);
  void finish(std::string_view name, const std::string& pointer, const Context& context, Event event,
              const FieldErrors& errors);
  void settle(AddEvent& added) const;

  bool full() const { return events_.size() > kMaxPageEvents; }
  void leave_out(std::string_view name, const std::string& pointer, std::string why) {
    events_.push_back({pointer, told_name(name), LeftOut{std::move(why)}});
  }

  const Timestamp received_;
  const std::string signed_in_;
  std::vector<PageEvent> events_;
};

Status BodyReader::read_body(const Json& body) {
  if (body.is_array()) {
    read_several(body, "", {});
  } else if (body.is_object()) {
    read_any(body, "", {});
  } else {
    return invalid_field("", "must be an event or an array of events");
  }
  if (!full()) return {};
  return invalid_field(
      "", fmt::format("has more than {} events, each item counted; send fewer at once", kMaxPageEvents));
}

void BodyReader::read_several(const Json& events, const std::string& pointer, const Context& context) {
  for (std::size_t i = 0; i < events.size() && !full(); ++i)
    read_any(events[i], fmt::format("{}/{}", pointer, i), context);
}

// Tells the forms apart by the members that each of them alone has.
void BodyReader::read_any(const Json& event, const std::string& pointer, Context context) {
  if (!event.is_object()) {
    Error error = invalid(fmt::format("{}: must be an event, an object", pointer));
    events_.push_back({pointer, "", error.add_field(pointer, "must be an event, an object")});
    return;
  }
  const bool nested = !pointer.empty() && pointer.find('/', 1) != std::string::npos;
  for (const std::string_view several : {std::string_view("events"), std::string_view("batch")}) {
    const Json* events = find(event, several);
    if (events == nullptr || !events->is_array() || nested) continue;
    add_context(event, context);
    return read_several(*events, fmt::format("{}/{}", pointer, several), context);
  }
  if (!text_of(event, "name").empty() && text_of(event, "type").empty()) {
    add_context(event, context);
    static const Json kNothing = Json::object();
    const Json* params = find(event, "params");
    return read_named(text_of(event, "name"), params == nullptr ? kNothing : *params, pointer + "/params",
                      std::move(context), kGa4);
  }
  if (const Json* ecommerce = find(event, "ecommerce"); ecommerce != nullptr) {
    add_context(event, context);
    return read_named(text_of(event, "event"), *ecommerce, pointer + "/ecommerce", std::move(context), kGa4);
  }
  const std::string_view type = text_of(event, "type");
  if (const Json* properties = find(event, "properties");
      type == "track" || (type.empty() && properties != nullptr && find(event, "event") != nullptr)) {
    add_context(event, context);
    context.event_id = text_of(event, "messageId");
    static const Json kNothing = Json::object();
    return read_named(text_of(event, "event"), properties == nullptr ? kNothing : *properties,
                      pointer + "/properties", std::move(context), kSegment);
  }
  read_ours(event, pointer, context);
}

void BodyReader::read_ours(const Json& event, const std::string& pointer, const Context& context) {
  const std::string_view type = text_of(event, "type");
  const auto known = parse_event_type(type);
  if (!known) {
    const std::string name(type.empty() ? text_of(event, "event") : type);
    if (name.empty() && find(event, "type") == nullptr)
      return leave_out("", pointer, "names no event: it has no `type`, `name` or `event`");
    return leave_out(name, pointer, "is no event that lists learn from");
  }
  JsonDocument copy(json_text(event));
  Json& ours = copy.root();
  if (!context.anonymous_id.empty() && find(ours, "anonymous_id") == nullptr)
    ours["anonymous_id"] = context.anonymous_id;
  const std::string& user = context.user_id.empty() ? signed_in_ : context.user_id;
  if (!user.empty() && text_of(ours, "user_id").empty()) ours["user_id"] = user;
  if (*known == EventType::purchase || *known == EventType::page_purchase) {
    ours["type"] = event_type_name(EventType::page_purchase);
    if (find(ours, "order_id") == nullptr && find(ours, "transaction_id") != nullptr) {
      ours["order_id"] = first_id(ours, {"transaction_id"});
      ours.erase("transaction_id");
    }
    if (find(ours, "order_id") == nullptr)
      return leave_out(type, pointer,
                       "has no order_id, and a page's purchase does nothing but link an order");
  }
  auto added = parse_new_event(json_text(ours), received_);
  if (!added) {
    Error error(added.error().kind(), added.error().message());
    for (const FieldError& field : added.error().fields())
      error.add_field(pointer + field.pointer, field.detail);
    events_.push_back({pointer, told_name(type), std::move(error)});
    return;
  }
  if (!added->event.event_id.empty()) added->event.event_id.insert(0, kPageIds);
  settle(*added);
  events_.push_back({pointer, told_name(type), *std::move(added)});
}

void BodyReader::read_named(std::string_view name, const Json& content, const std::string& pointer,
                            Context context, const Dialect& dialect) {
  const auto known = std::ranges::find(dialect.names, name, &EventName::name);
  if (known == dialect.names.end()) return leave_out(name, pointer, "is no event that lists learn from");
  add_context(content, context);
  Event event;
  event.type = known->type;
  event.recommendation_id = recommendation_of(content, dialect);
  FieldErrors errors;
  ObjectReader in(content, pointer, errors);
  if (event.type == EventType::search) {
    in.text(dialect.query, event.query);
    if (event.query.empty() && !errors.any())
      return leave_out(name, pointer, "has no words that were searched");
    return finish(name, pointer, context, std::move(event), errors);
  }
  if (event.type == EventType::page_purchase) {
    event.order_id = first_id(content, {dialect.order, "order_id"});
    if (event.order_id.empty())
      return leave_out(name, pointer,
                       "has no order's id, and a page's purchase does nothing but link an order");
  }
  if (event.type == EventType::rec_shown && !event.recommendation_id.empty())
    return finish(name, pointer, context, std::move(event), errors);
  read_items(name, content, pointer, context, dialect, std::move(event));
}

void BodyReader::read_items(std::string_view name, const Json& content, const std::string& pointer,
                            const Context& context, const Dialect& dialect, Event event) {
  const Json* items = find(content, dialect.items);
  const bool several = items != nullptr && items->is_array();
  const std::size_t count = several ? items->size() : 1;
  if (count == 0) return leave_out(name, pointer, "has no items");
  for (std::size_t i = 0; i < count && !full(); ++i) {
    const Json& item = several ? (*items)[i] : content;
    const std::string place = several ? fmt::format("{}/{}/{}", pointer, dialect.items, i) : pointer;
    Event one = event;
    if (std::string list = recommendation_of(item, dialect); !list.empty())
      one.recommendation_id = std::move(list);
    const bool of_list = one.type == EventType::rec_click || one.type == EventType::rec_shown;
    if (of_list && one.recommendation_id.empty()) {
      leave_out(name, place,
                fmt::format("names no recommendation in `{}`: it is about another list", dialect.list));
      continue;
    }
    FieldErrors errors;
    ObjectReader in(item, place, errors);
    one.product_id = first_id(item, {dialect.product, "product_id"});
    if (one.product_id.empty()) in.bad(dialect.product, "is missing");
    in.quantity("quantity", Need::optional, one.quantity);
    Context of_item = context;
    if (several && !context.event_id.empty()) of_item.event_id += fmt::format("/{}", i);
    finish(name, place, of_item, std::move(one), errors);
  }
}

void BodyReader::finish(std::string_view name, const std::string& pointer, const Context& context,
                        Event event, const FieldErrors& errors) {
  FieldErrors all = errors;
  event.user_id = context.user_id.empty() ? signed_in_ : context.user_id;
  event.anonymous_id = context.anonymous_id;
  if (!context.event_id.empty()) event.event_id = std::string(kPageIds) + context.event_id;
  for (const auto& [field, id] : {std::pair<std::string_view, const std::string&>{"user_id", event.user_id},
                                  {"anonymous_id", event.anonymous_id},
                                  {"event_id", event.event_id},
                                  {"product_id", event.product_id},
                                  {"order_id", event.order_id}}) {
    if (const Status good = check_id(id); !id.empty() && !good)
      all.add(pointer, fmt::format("has a bad {}: {}", field, good.error().message()));
  }
  if (event.user_id.empty() && event.anonymous_id.empty())
    all.add("/anonymous_id", "is missing; an event needs the visitor's anonymous_id");
  if (all.any()) {
    events_.push_back({pointer, told_name(name), all.error()});
    return;
  }
  AddEvent added{std::move(event), context.at.has_value()};
  added.event.at = context.at.value_or(received_);
  settle(added);
  events_.push_back({pointer, told_name(name), std::move(added)});
}

void BodyReader::settle(AddEvent& added) const {
  const Timestamp at = added.event.at;
  if (at <= received_ && at >= received_ - kOldest) return;
  added.event.at = received_;
  added.at_given = false;
}

}  // namespace

Result<std::vector<PageEvent>> read_page_events(std::string_view json, Timestamp received,
                                                std::string_view signed_in) {
  const Result<JsonDocument> document = parse_json(json);
  if (!document) return document.error();
  BodyReader reader(received, signed_in);
  if (Status read = reader.read_body(document->root()); !read) return std::move(read).error();
  return reader.take();
}

}  // namespace suggestd
