// Something that a person did, other than an order.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "records/quantity.h"

namespace suggestd {

// The numbers are on disk: never change or reuse one.
enum class EventType : std::uint8_t {
  view = 1,
  cart_add = 2,
  cart_remove = 3,
  wishlist = 4,
  purchase = 5,
  rec_shown = 6,
  rec_click = 7,
  search = 8,
  // A purchase as a page of the shop tells it. It teaches nothing and counts nowhere: it links the order of
  // that id, which the shop itself sends, to the lists that the visitor clicked.
  page_purchase = 9,
  // A visitor's word on being learned from (records/consent.h). The last one counts.
  consent_given = 10,
  consent_withdrawn = 11,
};

constexpr bool is_consent(EventType type) {
  return type == EventType::consent_given || type == EventType::consent_withdrawn;
}

// "cart_add"; the words of the API.
std::string_view event_type_name(EventType type);
std::optional<EventType> parse_event_type(std::string_view name);

struct Event {
  std::string event_id;  // the caller's, for repeats; "" if none
  EventType type = EventType::view;
  std::string user_id;  // `user_id` or `anonymous_id` is set
  std::string anonymous_id;
  std::string product_id;  // "" only for search, consent, and rec_shown of a whole list
  Timestamp at{};
  Quantity quantity;
  std::string recommendation_id;
  std::string query;       // search words
  std::string order_id;    // of a page_purchase, and only there
  std::string properties;  // JSON object as text, "" if none

  bool operator==(const Event&) const = default;
};

}  // namespace suggestd
