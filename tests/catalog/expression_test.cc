#include "catalog/expression.h"

#include <catch2/catch.hpp>

#include "catalog/filter.h"
#include "small_shop.h"

using namespace suggestd;
using namespace suggestd::catalog;

namespace {

using Rows = std::vector<std::uint32_t>;

Expression parsed(const std::string& source) {
  Result<Expression> expression = Expression::parse(source);
  INFO(source);
  REQUIRE(expression);
  return *expression;
}

Rows numbers_of(const lookup::Bitmap& bitmap) {
  Rows out;
  bitmap.for_each([&out](ProductRow row) { out.push_back(index(row)); });
  return out;
}

Rows kept(const std::string& source) {
  const auto rows = filter_rows(parsed(source), small_shop(), small_shop_bindings());
  INFO(source << (rows ? "" : ": " + rows.error().message()));
  REQUIRE(rows);
  return numbers_of(*rows);
}

}  // namespace

TEST_CASE("filters speak of the person and of the product on the page") {
  const auto [source, expected] = GENERATE(table<std::string, Rows>({
      {"brand == context.brand", {0, 4}},
      {"brand != context.brand", {1, 2, 3}},
      {"price < context.price / 2", {1, 2}},
      {"category in context.category", {0, 4}},
      {"user.size in sizes", {0}},
      {"price <= user.max_price", {1, 2}},
      {"category in user.likes", {2, 4}},
      {"user.vip and vegan", {0}},
      {"user.unknown == brand", {}},
      {"price < default(user.limit, 10)", {2}},
      {"title contains user.size", {}},
      {"price < user.size", {}},  // of another type: missing, no error
      {"price * user.likes < 5", {}},
      {"user.max_price", {}},
      {"has(user.size) and has(context.rating) and not has(user.unknown)", {0, 1, 2, 3, 4}},
  }));
  CHECK(kept(source) == expected);
}

TEST_CASE("a request's own context goes before the product's attributes") {
  Bindings bindings = small_shop_bindings();
  bindings.context = values_by_name(R"({"brand":"Brown & Co","page":"home"})");
  const auto rows = [&](const std::string& source) {
    return numbers_of(*filter_rows(parsed(source), small_shop(), bindings));
  };
  CHECK(rows("brand == context.brand") == Rows{1});
  CHECK(rows("context.page == 'home'") == Rows{0, 1, 2, 3, 4});
  bindings.context_product.reset();
  CHECK(rows("price == context.price").empty());
}
