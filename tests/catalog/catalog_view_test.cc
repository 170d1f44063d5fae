#include "catalog/catalog_view.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "catalog/catalog_builder.h"
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

}  // namespace

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
