#include "catalog/product_values.h"

#include <catch2/catch.hpp>
#include <map>

using namespace suggestd;
using namespace suggestd::catalog;

namespace {

std::map<std::string, Value> by_name(std::string_view json) {
  std::map<std::string, Value> out;
  for (NamedValue& property : property_values(json)) out.emplace(property.name, property.value);
  return out;
}

}  // namespace

TEST_CASE("the built-in values stand in the order of the built-in columns, with their types") {
  Product product;
  product.product_id = "22613";
  product.title = "Teapot";
  product.price = Money{85, *Currency::parse("GBP")};
  product.stock = 0;
  product.categories = {"Kitchen > Tea", "Gifts"};
  const std::vector<Value> values = builtin_values(product);
  REQUIRE(values.size() == kBuiltinColumns.size());
  std::map<std::string_view, Value> by_column;
  for (std::size_t c = 0; c < values.size(); ++c) {
    by_column[kBuiltinColumns[c].name] = values[c];
    if (values[c].type != Type::missing) CHECK(values[c].type == kBuiltinColumns[c].type);
  }
  CHECK(by_column["price"] == number_value(0.85));
  CHECK(by_column["currency"] == text_value("GBP"));
  CHECK(by_column["in_stock"] == boolean_value(false));
  CHECK(by_column["category"] == set_value({"Gifts", "Kitchen", "Kitchen > Tea"}));
  CHECK(by_column["brand"] == Value{});
}

TEST_CASE("a price in a currency without minor units is whole") {
  Product product;
  product.price = Money{850, *Currency::parse("JPY")};
  CHECK(builtin_values(product)[3] == number_value(850));
}

TEST_CASE("properties become typed values") {
  const auto values = by_name(
      R"({"n":1.5,"b":true,"t":"x","e":"","day":"2024-06-01","at":"2024-06-01T10:00:00+02:00",
          "s":["b","a","b"],"mixed":[1,"a"],"none":null,"o":{"p":{"q":{"r":1,"deep":{"s":1}}}}})");
  CHECK(values.size() == 7);
  CHECK(values.at("n") == number_value(1.5));
  CHECK(values.at("b") == boolean_value(true));
  CHECK(values.at("t") == text_value("x"));
  CHECK(values.at("day") == parse_time_value("2024-06-01T00:00:00Z"));
  CHECK(values.at("at") == parse_time_value("2024-06-01T08:00:00Z"));
  CHECK(values.at("s") == set_value({"a", "b"}));
  CHECK(values.at("o.p.q.r") == number_value(1));
}

TEST_CASE("text that is no JSON object has no properties") {
  for (const std::string_view text : {"", "[1]", "{", "7", "{\"a\":1}x"})
    CHECK(property_values(text).empty());
}
