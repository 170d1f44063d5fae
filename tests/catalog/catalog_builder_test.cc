#include "catalog/catalog_builder.h"

#include <catch2/catch.hpp>
#include <map>

#include "catalog/product_values.h"
#include "random_products.h"

using namespace suggestd;
using namespace suggestd::catalog;

namespace {

const ProductRow kRow{3};

Product priced(std::int64_t minor, std::string properties = "") {
  Product product;
  product.product_id = "22613";
  product.price = Money{minor, *Currency::parse("GBP")};
  product.properties = std::move(properties);
  return product;
}

// What the view must hold for one product, column by column.
void check_product(const CatalogView& view, ProductRow row, const Product& product) {
  REQUIRE(view.contains(row));
  REQUIRE(view.product(row) == product);
  const std::vector<Value> values = builtin_values(product);
  for (std::size_t c = 0; c < kBuiltinColumns.size(); ++c) {
    REQUIRE(view.value(row, kBuiltinColumns[c].name) == values[c]);
  }
  for (const NamedValue& property : property_values(product.properties)) {
    const std::string name = "properties." + property.name;
    REQUIRE(view.column(name) != nullptr);
    const bool fits = view.column(name)->type() == property.value.type;
    REQUIRE(view.value(row, name) == (fits ? property.value : Value{}));
  }
}

}  // namespace

TEST_CASE("random changes and versions agree with a map of products", "[model]") {
  std::mt19937 random(1);
  CatalogBuilder builder;
  std::map<std::uint32_t, Product> model;
  std::vector<std::pair<CatalogView, std::map<std::uint32_t, Product>>> versions;
  for (int step = 0; step < 3000; ++step) {
    const auto row = static_cast<std::uint32_t>(random() % 300);
    if (random() % 4 == 0) {
      builder.erase(ProductRow{row});
      model.erase(row);
    } else {
      model[row] = random_product(random, row);
      builder.put(ProductRow{row}, model[row]);
    }
    if (step % 300 == 0) versions.emplace_back(builder.snapshot(), model);
  }
  for (const auto& [view, expected] : versions) {
    CHECK(view.present().count() == expected.size());
    for (const auto& [row, product] : expected) check_product(view, ProductRow{row}, product);
    for (std::uint32_t row = 0; row < 300; ++row) {
      if (expected.count(row) == 0) REQUIRE(view.value(ProductRow{row}, "in_stock") == Value{});
    }
  }
}

TEST_CASE("a property takes the type that products hold, not the one it had first") {
  CatalogBuilder builder;
  builder.put(kRow, priced(1, R"({"size":"large"})"));
  builder.put(ProductRow{4}, priced(1, R"({"size":4})"));
  CHECK(builder.values_left_out() == 1);
  CHECK(builder.snapshot().value(ProductRow{4}, "size") == Value{});
  builder.put(kRow, priced(1, R"({"size":3})"));
  CHECK(builder.snapshot().value(kRow, "size") == number_value(3));
}
