#include "catalog/catalog_builder.h"

#include <fmt/format.h>
#include <catch2/catch.hpp>
#include <map>

#include "catalog/product_values.h"
#include "random_products.h"
#include "seed.h"

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

// Checks all columns of the view for one product.
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
  std::mt19937 random = random_numbers(1);
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

namespace {

// A product whose properties have the names first, first + 1 ...
Product named(std::size_t first, std::size_t count) {
  std::string json = "{";
  for (std::size_t i = 0; i < count; ++i)
    json += fmt::format("{}\"n{}\":{}", i == 0 ? "" : ",", first + i, i + 1);
  return priced(1, json + "}");
}

}  // namespace

TEST_CASE("names that no product has any more give their columns to others") {
  CatalogBuilder builder;
  for (std::size_t round = 0; round < 5; ++round) {
    builder.put(kRow, named(round * kMaxPropertyColumns, kMaxPropertyColumns));
    builder.put(kRow, priced(1));
  }
  builder.put(kRow, priced(1, R"({"colour":"red","size":3})"));
  const CatalogView view = builder.snapshot();
  CHECK(view.value(kRow, "colour") == text_value("red"));
  CHECK(view.value(kRow, "size") == number_value(3));
  CHECK(view.names_without_column().empty());
}

TEST_CASE("a product that changes all of its names at once keeps the values of those that it keeps") {
  CatalogBuilder builder;
  builder.put(kRow, named(0, kMaxPropertyColumns));
  builder.put(kRow, named(1, kMaxPropertyColumns - 1));
  builder.put(ProductRow{4}, priced(1, R"({"a-new-one":1,"n0":7})"));
  const CatalogView view = builder.snapshot();
  CHECK(view.value(kRow, "n1") == number_value(1));
  CHECK(view.value(ProductRow{4}, "n0") == number_value(7));
  CHECK(view.names_without_column() == CatalogView::NameSet{"a-new-one"});
}

TEST_CASE("a name without a column is known by name, until there is one for it") {
  CatalogBuilder builder;
  builder.put(kRow, named(0, kMaxPropertyColumns));
  builder.put(ProductRow{4}, priced(1, R"({"colour":"red"})"));
  CHECK(builder.snapshot().column("colour") == nullptr);
  CHECK(builder.snapshot().names_without_column() == CatalogView::NameSet{"colour"});
  builder.erase(kRow);
  builder.put(ProductRow{4}, priced(1, R"({"colour":"red"})"));
  CHECK(builder.snapshot().value(ProductRow{4}, "colour") == text_value("red"));
  CHECK(builder.snapshot().names_without_column().empty());
}
