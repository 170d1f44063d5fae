#include "catalog/column.h"

#include <catch2/catch.hpp>
#include <map>
#include <random>

#include "seed.h"

using namespace suggestd;
using namespace suggestd::catalog;

TEST_CASE("each type gives back what was set, and counts the rows that have a value", "[model]") {
  const auto [type, values] = GENERATE(table<Type, std::vector<Value>>({
      {Type::number, {number_value(1), number_value(-2.5)}},
      {Type::boolean, {boolean_value(true), boolean_value(false)}},
      {Type::time, {parse_time_value("2024-06-01"), parse_time_value("2199-12-31T23:59:59.999999Z")}},
      {Type::text, {text_value("a"), text_value("bb")}},
      {Type::text_set, {set_value({"a"}), set_value({"a", "b", "c"}), set_value({"d", "e"})}},
  }));
  std::mt19937 random = random_numbers(9);
  TextDictionaryBuilder dictionary;
  ColumnBuilder builder(type);
  std::map<std::uint32_t, Value> model;
  for (int step = 0; step < 2000; ++step) {
    const auto row = static_cast<std::uint32_t>(random() % 200);
    const bool missing = random() % 3 == 0;
    const Value value = missing ? Value{} : values[random() % values.size()];
    builder.set(ProductRow{row}, value, dictionary);
    if (missing) model.erase(row);
    if (!missing) model[row] = value;
    REQUIRE(builder.holders() == model.size());
  }
  const auto column = builder.snapshot();
  const TextDictionary texts = dictionary.snapshot();
  for (std::uint32_t row = 0; row < 400; ++row) {
    const auto expected = model.find(row);
    REQUIRE(column->value(ProductRow{row}, texts) == (expected == model.end() ? Value{} : expected->second));
  }
}

TEST_CASE("setting what is there already keeps the version") {
  TextDictionaryBuilder dictionary;
  ColumnBuilder builder(Type::text_set);
  builder.set(ProductRow{1}, set_value({"a", "b"}), dictionary);
  const auto version = builder.snapshot();
  builder.set(ProductRow{1}, set_value({"b", "a"}), dictionary);
  builder.set(ProductRow{2}, {}, dictionary);
  CHECK(builder.snapshot() == version);
}
