#include "catalog/compiler.h"

#include <catch2/catch.hpp>

#include "catalog/booster.h"
#include "catalog/costs.h"
#include "catalog/filter.h"
#include "small_shop.h"

using namespace suggestd;
using namespace suggestd::catalog;

namespace {

Expression parsed(const std::string& source) {
  Result<Expression> expression = Expression::parse(source);
  INFO(source);
  REQUIRE(expression);
  return *expression;
}

}  // namespace

TEST_CASE("filters without meaning are refused, with the place and the nearest name") {
  const auto [source, expected] = GENERATE(table<std::string, std::string>({
      {"pirce < 5", "column 1: no product has an attribute 'pirce'; did you mean 'price'?"},
      {"price < 5 and colour == 'red'", "column 15: no product has an attribute 'colour'"},
      {"brand != context.brnad", "column 18: no product has an attribute 'brnad'; did you mean 'brand'?"},
      {"price < 'cheap'", "column 7: '<' can't compare a number with a text"},
      {"brand < 'b'", "column 7: '<' does not go with a text"},
      {"category == sizes", "column 10: '==' does not go with a set of texts"},
      {"price", "column 1: a condition is needed here, not a number"},
      {"in_stock and price + 1", "column 20: a condition is needed here, not a number"},
      {"title + 1 > 2", "column 7: '+' does not go with a text and a number"},
      {"-brand == 'x'", "column 1: '-' does not go with a text"},
      {"-since < now()", "column 1: '-' does not go with a time"},
      {"price in ['a']", "column 10: a number can't be in a list of values that are each a text"},
      {"price in category", "column 1: a number can't be in a set of texts"},
      {"'x' in brand", "column 8: after 'in' stands a list or a set of texts, not a text"},
      {"[1] == 1", "column 1: a list stands only after 'in'"},
      {"title contains brand", "column 16: after 'contains' stands a text in quotes"},
      {"price contains 'x'", "column 7: 'contains' looks into a text, not a number"},
      {"since < 'yesterday'",
       R"(column 9: no date or time; write it as "2024-06-01" or "2024-06-01T10:00:00Z")"},
      {"mx(1, 2) > 1", "column 1: there is no function 'mx'; did you mean 'max'?"},
      {"if(in_stock, 1) > 0", "column 1: write it as if(condition, x, y)"},
      {"now(1) > since", "column 1: write it as now()"},
      {"min(price, since) > 1", "column 12: a time beside a number"},
      {"log(brand) > 1", "column 5: a number is needed here, not a text"},
      {"now() - 3 > since", "column 7: '-' does not go with a time and a number"},
  }));
  const Status checked = check_filter(parsed(source), small_shop());
  INFO(source);
  REQUIRE_FALSE(checked);
  CHECK(checked.error().kind() == ErrorKind::invalid);
  CHECK(checked.error().message().substr(0, checked.error().message().find('\n')) == expected);
}

TEST_CASE("while the catalogue is empty every name is accepted and missing") {
  const Expression filter = parsed("colour == 'red' or price < 5");
  CHECK(check_filter(filter, CatalogView()));
  CHECK(filter_rows(filter, CatalogView(), small_shop_bindings())->empty());
}

TEST_CASE("what a person brings never refuses a filter or a booster that was accepted without it") {
  const std::string source =
      GENERATE(as<std::string>(), "user.max_price - price", "-user.max_price", "abs(user.max_price)",
               "min(user.max_price, price) contains 'x'", "max(user.day, price) > 1",
               "if(in_stock, user.day, price) > 1", "user.day == 'yesterday'", "'yesterday' < user.day",
               "user.day in ['yesterday', '2024-06-01']", "(user.max_price + 1) contains 'x'",
               "(user.max_price + 1) in ['x']", "default(user.day, user.max_price) == brand",
               "user.day - since", "log(user.day - since) > 1", "user.vip + 1 > price");
  Bindings bindings = small_shop_bindings();
  bindings.user = values_by_name(R"({"max_price":20,"day":"2024-06-01","vip":true})");
  const Expression expression = parsed(source);
  REQUIRE(check_filter(expression, small_shop()));
  CHECK(filter_rows(expression, small_shop(), bindings));
  REQUIRE(check_booster(expression, small_shop()));
  WorkBudget unlimited;
  CHECK(Booster::bind(expression, small_shop(), bindings, {&unlimited, &kExpression}));
}

TEST_CASE("a person's value that does not fit beside a product's is missing, in whatever order they stand") {
  Bindings bindings = small_shop_bindings();
  bindings.user = values_by_name(R"({"day":"2024-06-01"})");
  const auto rows = [&](const std::string& source) {
    return *filter_rows(parsed(source), small_shop(), bindings);
  };
  CHECK(rows("default(user.day, price) > 0") == rows("price > 0"));
  CHECK(rows("default(price, user.day) > 0") == rows("price > 0"));
  CHECK_FALSE(rows("price > 0").empty());
}
