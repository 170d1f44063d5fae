#include "records/page_events.h"

#include <fmt/format.h>
#include <catch2/catch.hpp>

namespace suggestd {
namespace {

const Timestamp kReceived{std::chrono::seconds(1'800'000'000)};
const std::string kList = "01J0000000000000000000000A";

std::vector<PageEvent> read(const std::string& json, std::string_view signed_in = "") {
  auto events = read_page_events(json, kReceived, signed_in);
  INFO(json);
  REQUIRE(events.ok());
  return *std::move(events);
}

const Event& event_of(const PageEvent& event) {
  if (const auto* left_out = std::get_if<LeftOut>(&event.read)) FAIL(event.pointer << ": " << left_out->why);
  if (const auto* error = std::get_if<Error>(&event.read)) FAIL(event.pointer << ": " << error->message());
  return std::get<AddEvent>(event.read).event;
}

const Event& only(const std::vector<PageEvent>& events) {
  REQUIRE(events.size() == 1);
  return event_of(events.front());
}

TEST_CASE("every name of GA4 that lists learn from becomes an event of each item") {
  const auto [name, type] = GENERATE(table<const char*, EventType>({
      {"view_item", EventType::view},
      {"add_to_cart", EventType::cart_add},
      {"remove_from_cart", EventType::cart_remove},
      {"add_to_wishlist", EventType::wishlist},
      {"select_item", EventType::rec_click},
      {"purchase", EventType::page_purchase},
  }));
  const auto events = read(fmt::format(
      R"({{"client_id":"visitor","timestamp_micros":"1799999999000000","events":[{{"name":"{}","params":{{
      "transaction_id":"T1","currency":"EUR","value":7.5,"items":[
      {{"item_id":"p1","item_name":"Mug","quantity":2,"price":1.5,"item_list_id":"{}"}},{{"item_id":22613,"index":1,
      "item_list_id":"{}"}}]}}}}]}})",
      name, kList, kList));
  REQUIRE(events.size() == 2);
  const Event& first = event_of(events[0]);
  CHECK(first.type == type);
  CHECK(first.anonymous_id == "visitor");
  CHECK(first.product_id == "p1");
  CHECK(first.quantity == pieces(2));
  CHECK(first.recommendation_id == kList);
  CHECK(first.at == kReceived - std::chrono::seconds(1));
  CHECK((first.order_id == "T1") == (type == EventType::page_purchase));
  CHECK(event_of(events[1]).product_id == "22613");
  CHECK(events[1].pointer == "/events/0/params/items/1");
}

TEST_CASE("every name of Segment that lists learn from becomes an event") {
  const auto [name, type] = GENERATE(table<const char*, EventType>({
      {"Product Viewed", EventType::view},
      {"Product Added", EventType::cart_add},
      {"Product Removed", EventType::cart_remove},
      {"Product Added to Wishlist", EventType::wishlist},
      {"Product Clicked", EventType::rec_click},
      {"Order Completed", EventType::page_purchase},
  }));
  const auto events = read(fmt::format(
      R"({{"type":"track","event":"{}","anonymousId":"visitor","userId":null,"messageId":"m1",
      "timestamp":"2027-01-15T08:00:00Z","context":{{"ip":"8.8.8.8"}},
      "properties":{{"product_id":"p1","order_id":"T1","quantity":3,"list_id":"{}"}}}})",
      name, kList));
  const Event& event = only(events);
  CHECK(event.type == type);
  CHECK(event.anonymous_id == "visitor");
  CHECK(event.user_id.empty());
  CHECK(event.product_id == "p1");
  CHECK(event.quantity == pieces(3));
  CHECK(event.event_id == "page:m1");
  CHECK(event.at == kReceived);
}

TEST_CASE("an order of Segment links each of its products") {
  const auto events = read(
      R"({"batch":[{"type":"track","event":"Order Completed","anonymousId":"v","messageId":"m","properties":{
      "order_id":"T1","products":[{"product_id":"p1"},{"product_id":"p2"}]}},
      {"type":"identify","userId":"u"}],"sentAt":"2027-01-15T08:00:00Z"})");
  REQUIRE(events.size() == 3);
  CHECK(event_of(events[0]).order_id == "T1");
  CHECK(event_of(events[1]).product_id == "p2");
  CHECK(event_of(events[1]).event_id == "page:m/1");
  CHECK(events[2].name == "identify");
  CHECK(std::holds_alternative<LeftOut>(events[2].read));
}

TEST_CASE("an entry of a page's data layer, and events of ours, need no other body") {
  const auto entry = read(
      R"({"anonymous_id":"v","event":"view_item","ecommerce":{"items":[{"item_id":"p"}]},"gtm.uniqueEventId":7})");
  CHECK(only(entry).type == EventType::view);
  const auto ours = read(R"([{"type":"view","anonymous_id":"v","product_id":"p","event_id":"e"},
      {"type":"search","anonymous_id":"v","query":"mug"}])");
  REQUIRE(ours.size() == 2);
  CHECK(event_of(ours[0]).event_id == "page:e");
  CHECK(event_of(ours[1]).query == "mug");
  const auto shared = read(R"({"anonymous_id":"v","events":[{"type":"view","product_id":"p"}]})");
  CHECK(only(shared).anonymous_id == "v");
}

TEST_CASE("a list that was shown is one event, however many products it has") {
  const auto events = read(fmt::format(R"({{"client_id":"v","events":[{{"name":"view_item_list","params":{{
      "item_list_id":"{}","items":[{{"item_id":"p1"}},{{"item_id":"p2"}}]}}}}]}})",
                                       kList));
  CHECK(only(events).type == EventType::rec_shown);
  CHECK(only(events).recommendation_id == kList);
}

TEST_CASE("a purchase of a page is never one that teaches") {
  for (const char* body :
       {R"({"type":"purchase","anonymous_id":"v","product_id":"p","order_id":"T"})",
        R"({"type":"purchase","anonymous_id":"v","product_id":"p","transaction_id":"T"})",
        R"({"type":"page_purchase","anonymous_id":"v","product_id":"p","order_id":"T"})"}) {
    const auto events = read(body);
    CHECK(only(events).type == EventType::page_purchase);
    CHECK(only(events).order_id == "T");
  }
}

TEST_CASE("what nothing is learned from is left out and told") {
  const std::string body = GENERATE(
      R"({"client_id":"v","events":[{"name":"page_view"}]})",
      R"({"client_id":"v","events":[{"name":"purchase","params":{"items":[{"item_id":"p"}]}}]})",
      R"({"client_id":"v","events":[{"name":"select_item","params":{"items":[{"item_id":"p","item_list_id":"related"}]}}]})",
      R"({"client_id":"v","events":[{"name":"view_item","params":{"items":[]}}]})",
      R"({"client_id":"v","events":[{"name":"search"}]})",
      R"({"type":"track","event":"Signed Up","anonymousId":"v"})", R"({"type":"page","anonymousId":"v"})",
      R"({"type":"stare","anonymous_id":"v","product_id":"p"})",
      R"({"type":"purchase","anonymous_id":"v","product_id":"p"})", R"({"event":"gtm.js"})", "{}", "[{}]");
  const auto events = read(body);
  INFO(body);
  REQUIRE(events.size() == 1);
  CHECK(std::holds_alternative<LeftOut>(events[0].read));
}

TEST_CASE("a bad event takes no good one with it, and is told by its place") {
  const auto events = read(R"([{"type":"view","anonymous_id":"v","product_id":7},
      {"type":"view","anonymous_id":"v","product_id":"p"},"view",
      {"client_id":"v","events":[{"name":"view_item","params":{"items":[{"item_id":"p","quantity":-1},{}]}}]},
      {"type":"view","product_id":"p"}])");
  REQUIRE(events.size() == 6);
  CHECK(event_of(events[1]).product_id == "p");
  const char* pointers[] = {
      "/0/product_id", "", "/2", "/3/events/0/params/items/0/quantity", "/3/events/0/params/items/1/item_id",
      "/4/user_id"};
  for (const std::size_t i : {0U, 2U, 3U, 4U, 5U}) {
    INFO(i);
    REQUIRE(std::holds_alternative<Error>(events[i].read));
    REQUIRE_FALSE(std::get<Error>(events[i].read).fields().empty());
    CHECK(std::get<Error>(events[i].read).fields()[0].pointer == pointers[i]);
  }
}

TEST_CASE("a person who has signed in is who events are of that name nobody") {
  CHECK(only(read(R"({"type":"view","product_id":"p"})", "u")).user_id == "u");
  CHECK(only(read(R"({"client_id":"v","events":[{"name":"view_item","params":{"items":[{"item_id":"p"}]}}]})",
                  "u"))
            .user_id == "u");
  CHECK(only(read(R"({"type":"view","product_id":"p","user_id":"other"})", "u")).user_id == "other");
}

TEST_CASE("a page's clock is believed for three days, and never ahead") {
  const auto [at, believed] = GENERATE(table<const char*, bool>({
      {"2027-01-15T07:59:00Z", true},
      {"2027-01-12T08:00:00Z", true},
      {"2027-01-12T07:59:59Z", false},
      {"2027-01-15T08:00:01Z", false},
      {"1970-01-01T00:00:00Z", false},
  }));
  const auto events =
      read(fmt::format(R"({{"type":"view","anonymous_id":"v","product_id":"p","at":"{}"}})", at));
  CHECK(std::get<AddEvent>(events[0].read).at_given == believed);
  CHECK((only(events).at == *parse_rfc3339(at)) == believed);
}

TEST_CASE("a body of too many events, or of none of the forms, is refused whole") {
  std::string items = R"({"item_id":"p"})";
  for (std::size_t i = 0; i < kMaxPageEvents; ++i) items += R"(,{"item_id":"p"})";
  const std::string many = fmt::format(
      R"({{"client_id":"v","events":[{{"name":"view_item","params":{{"items":[{}]}}}}]}})", items);
  CHECK_FALSE(read_page_events(many, kReceived).ok());
  for (const char* body : {"", "7", "\"view\"", "null", "{", R"({"type":"view","type":"view"})"})
    CHECK_FALSE(read_page_events(body, kReceived).ok());
  CHECK(read("[]").empty());
}

TEST_CASE("bodies inside bodies end at one level") {
  const auto events = read(R"({"events":[{"events":[{"events":[]}]}]})");
  REQUIRE(events.size() == 1);
  CHECK(std::holds_alternative<LeftOut>(events[0].read));
}

}  // namespace
}  // namespace suggestd
