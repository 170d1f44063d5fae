#include "http/handlers/list_request.h"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "http/limits.h"
#include "recommend/limits.h"

using namespace suggestd;
using namespace suggestd::http;

namespace {

const Timestamp kNow = *parse_rfc3339("2026-01-01T00:00:00Z");

std::string first_pointer(std::string_view json) {
  const auto body = parse_list_body(json, kNow);
  REQUIRE_FALSE(body.ok());
  REQUIRE_FALSE(body.error().fields().empty());
  return body.error().fields().front().pointer;
}

}  // namespace

TEST_CASE("a body without lists asks for one") {
  const auto body = parse_list_body(
      R"({"user_id":"u","limit":5,"filter":"in_stock","properties":["title","price"],"diversity":0.5,"trace":true})",
      kNow);
  REQUIRE(body.ok());
  CHECK_FALSE(body->several);
  REQUIRE(body->lists.size() == 1);
  const WantedList& list = body->lists[0];
  CHECK(list.request.user_id == "u");
  CHECK(list.request.limit == 5);
  CHECK(list.request.filter == "in_stock");
  CHECK(list.request.diversity == 0.5);
  CHECK(list.request.trace);
  CHECK(list.request.now == kNow);
  CHECK(list.properties == "title,price");
}

TEST_CASE("context, cart and variants are read") {
  const auto body = parse_list_body(
      R"({"list":"popular","context":{"device":"phone","price":20},"include_cart":true,"variants":"all"})",
      kNow);
  REQUIRE(body.ok());
  const recommend::Request& request = body->lists[0].request;
  CHECK(request.list_named);
  CHECK(request.context.values.at("device").text == "phone");
  CHECK(request.context.values.at("price").number == 20);
  CHECK(request.include_cart == true);
  CHECK(request.variants == recommend::Variants::all);
  CHECK(first_pointer(R"({"context":[1]})") == "/context");
  CHECK(first_pointer(R"({"variants":"some"})") == "/variants");
  CHECK(first_pointer(R"({"include_cart":"yes"})") == "/include_cart");
}

TEST_CASE("several lists share the person, the basket and what is said above them") {
  const auto body = parse_list_body(
      R"({"anonymous_id":"a","basket":["p1",{"product_id":"p2","weight":2}],"limit":3,
          "lists":[{"list":"for-you"},{"list":"popular","limit":7,"scenario":"home"}]})",
      kNow);
  REQUIRE(body.ok());
  CHECK(body->several);
  REQUIRE(body->lists.size() == 2);
  CHECK(body->lists[0].request.limit == 3);
  CHECK(body->lists[1].request.limit == 7);
  CHECK(body->lists[1].scenario == "home");
  CHECK(body->lists[1].request.list == recommend::ListKind::popular);
  for (const WantedList& list : body->lists) {
    CHECK(list.request.anonymous_id == "a");
    REQUIRE(list.request.basket.size() == 2);
    CHECK(list.request.basket[1].weight == 2);
  }
}

TEST_CASE("each bad field is pointed at") {
  const auto [json, pointer] = GENERATE(table<std::string, std::string>({
      {R"({"limit":0})", "/limit"},
      {R"({"limit":1001})", "/limit"},
      {R"({"limt":5})", "/limt"},
      {R"({"list":"for-me"})", "/list"},
      {R"({"diversity":2})", "/diversity"},
      {R"({"basket":"p1"})", "/basket"},
      {R"({"basket":[7]})", "/basket/0"},
      {R"({"basket":[""]})", "/basket/0"},
      {R"({"basket":[{"weight":1}]})", "/basket/0/product_id"},
      {R"({"lists":[]})", "/lists"},
      {R"({"lists":[{},{"limit":-1}]})", "/lists/1/limit"},
      {R"({"lists":[3]})", "/lists/0"},
      {R"({"include_bought":"yes"})", "/include_bought"},
      {R"([])", ""},
      {R"({)", ""},
  }));
  CAPTURE(json);
  CHECK(first_pointer(json) == pointer);
}

TEST_CASE("names and lists count once, however often they are sent") {
  std::string names = "\"title\"";
  std::string lists = "\"trending\"";
  for (int i = 0; i < 10'000; ++i) {
    names += ",\"price\",\"title\"";
    lists += ",\"popular\",\"trending\"";
  }
  const auto body = parse_list_body("{\"properties\":[" + names + "],\"fallbacks\":[" + lists + "]}", kNow);
  REQUIRE(body.ok());
  CHECK(body->lists[0].properties == "title,price");
  CHECK(body->lists[0].request.fallbacks ==
        std::vector{recommend::ListKind::trending, recommend::ListKind::popular});
}

TEST_CASE("more names than a list may send along are refused") {
  std::string names = "\"n0\"";
  for (std::size_t i = 1; i < limits::kWantedProperties.most; ++i) names += ",\"n" + std::to_string(i) + "\"";
  CHECK(parse_list_body("{\"properties\":[" + names + "]}", kNow).ok());
  CHECK(first_pointer("{\"properties\":[" + names + ",\"more\"]}") == "/properties");
}

TEST_CASE("a weight that no score survives is refused") {
  CHECK(first_pointer(R"({"basket":[{"product_id":"p","weight":1e308}]})") == "/basket/0/weight");
  CHECK(first_pointer(R"({"basket":[{"product_id":"p","weight":-1e7}]})") == "/basket/0/weight");
}
