#include "catalog/booster.h"

#include <cmath>
#include <optional>

#include <catch2/catch.hpp>

#include "catalog/costs.h"
#include "small_shop.h"

using namespace suggestd;
using namespace suggestd::catalog;

namespace {

std::vector<std::optional<double>> values(const std::string& source) {
  const Result<Expression> expression = Expression::parse(source);
  REQUIRE(expression);
  static WorkBudget unlimited;
  Result<Booster> booster =
      Booster::bind(*expression, small_shop(), small_shop_bindings(), {&unlimited, &kExpression});
  INFO(source << (booster ? "" : ": " + booster.error().message()));
  REQUIRE(booster);
  std::vector<std::optional<double>> out;
  NumberValues scratch;
  const NumberValues& numbers = booster->values({0, 0, 5}, scratch);
  for (std::size_t row = 0; row < 5; ++row)
    out.push_back(std::isnan(numbers.at(row)) ? std::nullopt : std::optional(numbers.at(row)));
  return out;
}

using Values = std::vector<std::optional<double>>;
constexpr std::nullopt_t kNone = std::nullopt;

}  // namespace

TEST_CASE("a booster is a number for each product, or none where a value is missing") {
  CHECK(values("rating") == Values{4.5, 3.0, 5.0, kNone, kNone});
  CHECK(values("default(rating, 1) * 2") == Values{9.0, 6.0, 10.0, 2.0, 2.0});
  CHECK(values("if(brand == 'Acme', 1.5, 1)") == Values{1.5, 1.0, 1.0, 1.0, 1.5});
  CHECK(values("if(in_stock, rating, 0)") == Values{4.5, 0.0, 5.0, kNone, kNone});
  CHECK(values("max(rating, 4)") == Values{4.5, 4.0, 5.0, kNone, kNone});
  CHECK(values("(now() - since) / 1d") == Values{kNone, 14.5, kNone, kNone, kNone});
  CHECK(values("exp(0) + log(1) - abs(-2)") == Values{-1.0, -1.0, -1.0, -1.0, -1.0});
  CHECK(values("in_stock") == Values{1.0, 0.0, 1.0, 1.0, 1.0});
  CHECK(values("price / context.price") == Values{1.0, 12.5 / 49.99, 8.5 / 49.99, kNone, 80 / 49.99});
  CHECK(values("user.size") == Values{kNone, kNone, kNone, kNone, kNone});
}

TEST_CASE("a result that is not finite is missing") {
  CHECK(values("1 / (rating - 3)")[1] == kNone);
  CHECK(values("exp(1000)")[0] == kNone);
  CHECK(values("log(0 - rating)")[0] == kNone);
}

TEST_CASE("a booster that is no number is refused") {
  const auto [source, expected] = GENERATE(table<std::string, std::string>({
      {"brand", "column 1: a number is needed here, not a text"},
      {"now()", "column 1: a number is needed here, not a time"},
      {"if(brand, 1, 2)", "column 4: a condition is needed here, not a text"},
      {"if(in_stock, 1, '2')", "column 17: a number is needed here, not a text"},
      {"max()", "column 1: write it as max(x, y, ...)"},
  }));
  const Status checked = check_booster(*Expression::parse(source), small_shop());
  REQUIRE_FALSE(checked);
  CHECK(checked.error().message().substr(0, checked.error().message().find('\n')) == expected);
}
