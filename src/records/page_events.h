// The report of a shop's page, in the words of the API, of Google Analytics 4 or of Segment: read into events.
//
// Forms    one event or an array of events, each of them
//            ours     {"type":"view","anonymous_id":"...","product_id":"..."}        records/event_json.h
//            GA4      {"client_id":"...","events":[{"name":"add_to_cart","params":{"items":[...]}}]}, and an entry
//                     of a page's data layer: {"event":"add_to_cart","ecommerce":{"items":[...]}}
//            Segment  {"type":"track","event":"Product Added","anonymousId":"...","properties":{...}}, also many
//                     as {"batch":[...]}
//          The body may name the visitor once for all, as `anonymous_id` and `user_id`; these go before
//          `client_id` and `anonymousId`.
// Names    of GA4 and Segment that say nothing about a product are left out, and told. So is a purchase without
//          the order's id, and a click on a list or a list that was shown without its recommendation id (GA4:
//          `item_list_id`, Segment: `list_id`, both: `recommendation_id`).
// Purchase always a page_purchase (records/event.h), one for each item: orders come from the shop's server.
// Repeats  `event_id` and Segment's `messageId` make a repeat harmless. They get "page:" in front, so that no page
//          can take an id of the shop's server.
// Time     of the report, where it lies in the three days before `received`; else `received`: a page's clock may
//          be wrong.
// Threads  pure.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "records/mutation.h"

namespace suggestd {

inline constexpr std::size_t kMaxPageEvents = 1000;  // of one body, each item of an event counted

struct LeftOut {
  std::string why;
};

struct PageEvent {
  std::string pointer;  // of the event, or of its item, in the body: "/events/0/params/items/2"
  std::string name;     // as the body calls it; "" if it has none
  std::variant<AddEvent, LeftOut, Error> read;  // an Error: invalid, with a pointer to each bad field
};

// In the order of the body. `signed_in`: the user whose events are those that name no user_id; "" if nobody is
// known. Errors: invalid if it is no JSON, of none of the forms, or has too many events.
Result<std::vector<PageEvent>> read_page_events(std::string_view json, Timestamp received,
                                                std::string_view signed_in = "");

}  // namespace suggestd
