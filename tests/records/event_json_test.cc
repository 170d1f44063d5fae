#include "records/event_json.h"

#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include "records/arbitrary.h"

namespace suggestd {
namespace {

const Timestamp kReceived{std::chrono::seconds(1'000)};

TEST_CASE("every event survives its JSON") {
  CHECK(rc::check([] {
    const Event event = arbitrary::event();
    const Result<Event> back = parse_event(to_json(event), kReceived);
    RC_ASSERT(back.ok());
    RC_ASSERT(*back == event);
  }));
}

TEST_CASE("an event without a time happened when it was received") {
  const Result<Event> event = parse_event(R"({"type":"view","user_id":"u","product_id":"p"})", kReceived);
  REQUIRE(event.ok());
  CHECK(event->at == kReceived);
  CHECK(event->quantity == pieces(1));
}

TEST_CASE("an event that says too little is refused") {
  const auto [text, pointer] = GENERATE(table<const char*, const char*>({
      {R"({"type":"look","user_id":"u","product_id":"p"})", "/type"},
      {R"({"type":7,"user_id":"u","product_id":"p"})", "/type"},
      {R"({"user_id":"u","product_id":"p"})", "/type"},
      {R"({"type":"view","product_id":"p"})", "/user_id"},
      {R"({"type":"view","user_id":"u"})", "/product_id"},
      {R"({"type":"search","user_id":"u"})", "/query"},
      {R"({"type":"view","user_id":"u","product_id":"p","when":"now"})", "/when"},
      {R"({"type":"page_purchase","anonymous_id":"a","product_id":"p"})", "/order_id"},
      {R"({"type":"view","user_id":"u","product_id":"p","order_id":"o"})", "/order_id"},
      {R"({"type":"consent_given","user_id":"u"})", "/user_id"},
      {R"({"type":"consent_withdrawn","user_id":"u","anonymous_id":"a"})", "/user_id"},
  }));
  const Result<Event> event = parse_event(text, kReceived);
  INFO(text);
  REQUIRE(!event.ok());
  REQUIRE(event.error().fields().size() == 1);
  CHECK(event.error().fields()[0].pointer == pointer);
}

TEST_CASE("a visitor's word is about no product") {
  const auto given = parse_event(R"({"type":"consent_given","anonymous_id":"a"})", kReceived);
  REQUIRE(given.ok());
  CHECK(given->type == EventType::consent_given);
}

TEST_CASE("a search needs no product") {
  CHECK(parse_event(R"({"type":"search","anonymous_id":"a","query":"mug"})", kReceived).ok());
}

}  // namespace
}  // namespace suggestd
