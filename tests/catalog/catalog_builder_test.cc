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

TEST_CASE("a built-in name wins and the property is reached by its full name") {
  CatalogBuilder builder;
  builder.put(kRow, priced(850, R"({"price":99,"colour":"red"})"));
  const CatalogView view = builder.snapshot();
  CHECK(view.value(kRow, "price") == number_value(8.5));
  CHECK(view.value(kRow, "properties.price") == number_value(99));
  CHECK(view.value(kRow, "colour") == text_value("red"));
  CHECK(view.value(kRow, "properties.colour") == text_value("red"));
  CHECK(view.column("no such name") == nullptr);
  const std::vector<std::string_view> names = view.names();
  CHECK(std::count(names.begin(), names.end(), "colour") == 1);
  CHECK(std::count(names.begin(), names.end(), "properties.price") == 1);
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

TEST_CASE("changed_since names the changed rows until they are too many") {
  CatalogBuilder builder;
  builder.put(kRow, priced(1));
  const std::uint64_t version = builder.snapshot().version();
  builder.put(ProductRow{9}, priced(1));
  builder.erase(kRow);
  std::vector<ProductRow> rows;
  REQUIRE(builder.snapshot().changed_since(version, rows));
  CHECK(rows == std::vector{ProductRow{9}, kRow});
  for (std::uint64_t i = 0; i < ChangedRows::kKept - 2; ++i) builder.put(kRow, priced(1));
  CHECK(builder.snapshot().changed_since(version, rows));
  builder.put(kRow, priced(1));
  CHECK_FALSE(builder.snapshot().changed_since(version, rows));
}

TEST_CASE("a catalogue without products has no names") {
  CHECK(CatalogView().size() == 0);
  CHECK(CatalogView().column("price") == nullptr);
  CHECK(CatalogView().available(at_second(1)).empty());
  CHECK(CatalogBuilder().snapshot().column("price") != nullptr);
}
