#include "records/order_json.h"

#include <rapidcheck.h>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "records/arbitrary.h"

namespace suggestd {
namespace {

using Json = nlohmann::json;

Json good_order() {
  return Json::parse(R"({"order_id":"581587","user_id":"12680","placed_at":"2011-12-09T12:50:00Z",
    "currency":"GBP","lines":[{"product_id":"22613","quantity":12,"price":"0.85"},
                              {"product_id":"22899","variant_id":"red","quantity":0.25,"price":"2.10",
                               "discount":"0.10","recommendation_id":"01JABCDEFGHJKMNPQRSTVWXYZ0","properties":{"b":1,"a":2}}]})");
}

std::vector<std::pair<std::string, std::string>> fields_of(const Error& error) {
  std::vector<std::pair<std::string, std::string>> fields;
  for (const FieldError& field : error.fields()) fields.emplace_back(field.pointer, field.detail);
  return fields;
}

TEST_CASE("an order is read as the API words it") {
  const Result<Order> order = parse_order(good_order().dump());
  REQUIRE(order.ok());
  CHECK(order->order_id == "581587");
  CHECK(order->user_id == "12680");
  CHECK(to_rfc3339(order->placed_at) == "2011-12-09T12:50:00Z");
  REQUIRE(order->lines.size() == 2);
  CHECK(order->lines[0].quantity == pieces(12));
  CHECK(order->lines[0].price == Money{85, *Currency::parse("GBP")});
  CHECK_FALSE(order->lines[0].discount.currency.known());
  CHECK(order->lines[1].quantity == Quantity{250});
  CHECK(order->lines[1].properties == R"({"a":2,"b":1})");
}

TEST_CASE("every order survives its JSON") {
  CHECK(rc::check([] {
    const Order order = arbitrary::order();
    const Result<Order> back = parse_order(to_json(order));
    RC_ASSERT(back.ok());
    RC_ASSERT(*back == order);
  }));
}

TEST_CASE("an order without a currency is in the standard one, and names it") {
  Json order = good_order();
  CHECK(parse_order(order.dump(), *Currency::parse("EUR"))->currency.code() == "GBP");
  order.erase("currency");
  CHECK(parse_order(order.dump()).error().message() == "/currency: is missing");
  const Result<Order> read = parse_order(order.dump(), *Currency::parse("EUR"));
  REQUIRE(read.ok());
  CHECK(read->currency.code() == "EUR");
  CHECK(read->lines[0].price == Money{85, *Currency::parse("EUR")});
  CHECK(to_json(*read).find(R"("currency":"EUR")") != std::string::npos);
  order["lines"][0]["price"] = "0.855";
  CHECK(fields_of(parse_order(order.dump(), *Currency::parse("EUR")).error())[0].first == "/lines/0/price");
}

TEST_CASE("a bad field is named with its pointer") {
  const auto [pointer, value, detail] = GENERATE(table<const char*, const char*, const char*>({
      {"/order_id", "null", "is missing"},
      {"/order_id", "7", "must be text, but is a number"},
      {"/order_id", "\"\"", "is empty; an id has 1 to 256 bytes"},
      {"/placed_at", "null", "is missing"},
      {"/placed_at", "\"2011-12-09\"",
       "'2011-12-09' is no RFC 3339 time with a zone; one looks like 2011-12-09T12:50:00Z"},
      {"/currency", "\"pounds\"", "'pounds' is no ISO 4217 currency; one looks like \"GBP\""},
      {"/user_id", "null", "is missing; an order needs a user_id, an anonymous_id or an email_hash"},
      {"/lines", "[]", "is empty; an order has at least one line"},
      {"/lines", "{}", "must be an array, but is an object"},
      {"/currency", "\"EURO\"", "'EURO' is no ISO 4217 currency; one looks like \"GBP\""},
      {"/currency", "\"XQZ\"", "'XQZ' is no currency of ISO 4217; one looks like \"GBP\""},
      {"/lines/1/recommendation_id", "\"garbage\"",
       "'garbage' is no recommendation id; send the `recommendation_id` of a list as it was answered, or "
       "leave "
       "it out"},
      {"/lines/0/product_id", "null", "is missing"},
      {"/lines/1/quantity", "null", "is missing"},
      {"/lines/1/quantity", "0", "must be above 0; what comes back is a refund"},
      {"/lines/1/quantity", "-2", "must be above 0; what comes back is a refund"},
      {"/lines/1/quantity", "0.0001", "has more than three digits after the point"},
      {"/lines/1/quantity", "1e300", "is above 1000000000"},
      {"/lines/1/price", "0.85", "must be decimal text such as \"0.85\", but is a number"},
      {"/lines/1/price", "\"-1\"", "must not be below 0"},
      {"/lines/1/price", "null", "is missing"},
      {"/lines/1/refunded", "3", "is more than the quantity"},
      {"/lines/1/quantty", "3", "is unknown; did you mean 'quantity'?"},
      {"/placed", "\"x\"", "is unknown; did you mean 'placed_at'?"},
      {"/warehouse", "\"x\"", "is unknown; what has no field of its own belongs into properties"},
      {"/properties", "[1]", "must be an object, but is an array"},
  }));
  Json json = good_order();
  json[Json::json_pointer(pointer)] = Json::parse(value);
  const Result<Order> order = parse_order(json.dump());
  INFO(json.dump());
  REQUIRE(!order.ok());
  REQUIRE(order.error().fields().size() == 1);
  CHECK(order.error().fields()[0].pointer == pointer);
  CHECK(order.error().fields()[0].detail == detail);
}

TEST_CASE("all bad fields are told at once") {
  Json json = good_order();
  json.erase("order_id");
  json["lines"][0]["price"] = 1;
  json["lines"][1]["quantity"] = "two";
  const Result<Order> order = parse_order(json.dump());
  REQUIRE(!order.ok());
  CHECK(fields_of(order.error()) ==
        std::vector<std::pair<std::string, std::string>>{
            {"/order_id", "is missing"},
            {"/lines/0/price", "must be decimal text such as \"0.85\", but is a number"},
            {"/lines/1/quantity", "must be a number, but is text"}});
  CHECK(order.error().message() == "/order_id: is missing (and 2 more)");
}

TEST_CASE("what is no order at all is refused in words") {
  const auto [text, detail] = GENERATE(table<std::string, std::string>({
      {"", "is empty"},
      {"{\"order_id\":", "is no whole JSON: it ends at line 1, column 13 with something left open"},
      {"[1]", "must be an object, but is an array"},
      {"\"\xff\"", "is not UTF-8 at line 1, column 2: byte 0xFF; send it as UTF-8"},
      {std::string(100'000, '['), "is nested deeper than 32 levels"},
      {std::string((4 << 20) + 1, ' '), "has 4194305 bytes; at most 4194304 are taken"},
  }));
  const Result<Order> order = parse_order(text);
  REQUIRE(!order.ok());
  REQUIRE(!order.error().fields().empty());
  CHECK(order.error().fields()[0].pointer.empty());
  CHECK(order.error().fields()[0].detail == detail);
}

TEST_CASE("a member that is named twice is refused, at its place") {
  const auto [text, pointer] = GENERATE(table<std::string, std::string>({
      {R"({"order_id":"a","order_id":"b"})", "/order_id"},
      {R"({"lines":[{"quantity":1},{"quantity":1,"price":"1","quantity":2}]})", "/lines/1/quantity"},
      {R"({"properties":{"a/b":1,"c":{},"a/b":2}})", "/properties/a~1b"},
  }));
  const Result<Order> order = parse_order(text);
  REQUIRE(!order.ok());
  CHECK(order.error().fields().at(0).pointer == pointer);
  CHECK(order.error().fields().at(0).detail == "is named twice in one object; which of them counts?");
}

TEST_CASE("the first difference between two orders is named") {
  const Order order = *parse_order(good_order().dump());
  CHECK_FALSE(order_content_difference(order, order));
  const auto differs = [&](const char* pointer, const Json& value) {
    Json json = good_order();
    json[Json::json_pointer(pointer)] = value;
    return order_content_difference(order, *parse_order(json.dump()));
  };
  for (const char* field : {"/user_id", "/status", "/lines/0/product_id"}) {
    CHECK(differs(field, "other") == std::string(field));
  }
  CHECK(differs("/lines/1/recommendation_id", "01JABCDEFGHJKMNPQRSTVWXYZ1") ==
        std::string("/lines/1/recommendation_id"));
  CHECK(differs("/lines/0/quantity", 13) == std::string("/lines/0/quantity"));
  CHECK(differs("/lines/1/price", "2.11") == std::string("/lines/1/price"));
  CHECK(differs("/lines/2", {{"product_id", "x"}, {"quantity", 1}, {"price", "1"}}) ==
        std::string("/lines/2"));
  CHECK_FALSE(differs("/cancelled", true));
  CHECK_FALSE(differs("/lines/0/refunded", 1));
}

}  // namespace
}  // namespace suggestd
