#include "catalog/plan.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

using namespace suggestd;
using namespace suggestd::catalog;

namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

double only_value(NumbersPtr numbers, std::size_t r = 5) {
  NumberValues scratch;
  return numbers->values({0, r, r + 1}, scratch)[r];
}

NumbersPtr binary(Operator op, double a, double b) {
  return arithmetic(op, constant_number(a), constant_number(b));
}

}  // namespace

TEST_CASE("arithmetic that has no finite result is missing") {
  CHECK(only_value(binary(Operator::divide, 7, 2)) == 3.5);
  CHECK(std::isnan(only_value(binary(Operator::divide, 1, 0))));
  CHECK(std::isnan(only_value(binary(Operator::multiply, 1e200, 1e200))));
  CHECK(std::isnan(only_value(binary(Operator::add, kMissing, 1))));
}

TEST_CASE("min and max of a missing value are missing, at any place") {
  for (const std::size_t missing_at : {0, 1, 2}) {
    for (const NumberFunction function : {NumberFunction::min, NumberFunction::max}) {
      std::vector<NumbersPtr> arguments;
      for (std::size_t i = 0; i < 3; ++i)
        arguments.push_back(constant_number(i == missing_at ? kMissing : 4.0));
      CHECK(std::isnan(only_value(apply(function, std::move(arguments)))));
    }
  }
}

TEST_CASE("nested nodes do not share their scratch") {
  // ((1 + 2) * (3 + 4)) / ((5 - 2) + (if 6 < 7 then 4 else 9))
  NumbersPtr left = arithmetic(Operator::multiply, binary(Operator::add, 1, 2), binary(Operator::add, 3, 4));
  NumbersPtr chosen = choose(compare(Operator::less, constant_number(6), constant_number(7)),
                             binary(Operator::add, 1, 3), binary(Operator::multiply, 3, 3));
  NumbersPtr right = arithmetic(Operator::add, binary(Operator::subtract, 5, 2), std::move(chosen));
  CHECK(only_value(arithmetic(Operator::divide, std::move(left), std::move(right))) == 3.0);
  CHECK(only_value(first_known(binary(Operator::divide, 1, 0), binary(Operator::add, 1, 1))) == 2.0);
}

TEST_CASE("a row by itself and the block it stands in give the same bit") {
  TextDictionaryBuilder dictionary;
  ColumnBuilder builder(Type::number);
  for (std::uint32_t row = 0; row < 64; ++row)
    builder.set(ProductRow{row}, number_value(row % 7), dictionary);
  const auto column = builder.snapshot();
  const ConditionPtr condition =
      inverse(compare(Operator::less, column_numbers(*column), constant_number(3)));
  const std::uint64_t block = condition->rows({});
  for (std::size_t r = 0; r < 64; ++r) {
    CHECK((block >> r & 1) == (r % 7 < 3 ? 0 : 1));
    CHECK((condition->rows({0, r, r + 1}) >> r & 1) == (block >> r & 1));
  }
}
