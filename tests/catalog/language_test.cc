#include "catalog/language.h"

#include <catch2/catch.hpp>

using namespace suggestd::catalog;

TEST_CASE("times, durations and numbers go together as on a calendar") {
  using Row = std::tuple<Type, Operator, Type, std::optional<Type>>;
  const auto [left, op, right, expected] = GENERATE(values<Row>({
      {Type::number, Operator::divide, Type::number, Type::number},
      {Type::time, Operator::subtract, Type::time, Type::duration},
      {Type::time, Operator::add, Type::duration, Type::time},
      {Type::duration, Operator::add, Type::time, Type::time},
      {Type::duration, Operator::subtract, Type::time, std::nullopt},
      {Type::time, Operator::add, Type::time, std::nullopt},
      {Type::duration, Operator::add, Type::duration, Type::duration},
      {Type::duration, Operator::divide, Type::duration, Type::number},
      {Type::duration, Operator::divide, Type::number, Type::duration},
      {Type::number, Operator::divide, Type::duration, std::nullopt},
      {Type::number, Operator::multiply, Type::duration, Type::duration},
      {Type::text, Operator::add, Type::text, std::nullopt},
  }));
  CHECK(result_type(op, left, right) == expected);
}
