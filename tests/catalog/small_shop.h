// Five products that the tests of filters and boosters speak of.
#pragma once

#include <string>
#include <vector>

#include "catalog/catalog_builder.h"
#include "catalog/expression.h"

namespace suggestd::catalog {

inline Timestamp noon() { return *parse_rfc3339("2024-06-15T12:00:00Z"); }

inline Product small_product(std::string id, std::string title, std::int64_t pence, std::string brand,
                             std::vector<std::string> categories, std::string properties) {
  Product product;
  product.product_id = std::move(id);
  product.title = std::move(title);
  product.price = Money{pence, *Currency::parse("GBP")};
  product.brand = std::move(brand);
  product.categories = std::move(categories);
  product.properties = std::move(properties);
  return product;
}

// Row 0 a shoe, 1 a teapot (sold out), 2 a green tea, 3 a product that says nothing, 4 a boot.
inline void fill_small_shop(CatalogBuilder& builder) {
  builder.put(ProductRow{0}, small_product("shoe", "Red Running Shoe", 4999, "Acme", {"shoes"},
                                           R"({"rating":4.5,"vegan":true,"sizes":["41","42"]})"));
  Product teapot = small_product("pot", "Teapot, green", 1250, "Brown & Co", {"Kitchen > Tea"},
                                 R"({"rating":3,"vegan":false,"since":"2024-06-01"})");
  teapot.stock = 0;
  builder.put(ProductRow{1}, teapot);
  Product tea =
      small_product("tea", "Green Tea", 850, "", {"Kitchen > Tea > Green", "gifts"}, R"({"rating":5})");
  tea.stock = 7;
  tea.available_from = *parse_rfc3339("2024-06-14T12:00:00Z");
  builder.put(ProductRow{2}, tea);
  Product bare;
  bare.product_id = "bare";
  builder.put(ProductRow{3}, bare);
  builder.put(ProductRow{4},
              small_product("boot", "Boot", 8000, "Acme", {"shoes", "winter"}, R"({"sizes":["43"]})"));
}

inline CatalogView small_shop() {
  CatalogBuilder builder;
  fill_small_shop(builder);
  return builder.snapshot();
}

inline Bindings small_shop_bindings() {
  return {.now = noon(),
          .user = values_by_name(R"({"size":"42","max_price":20,"likes":["gifts","winter"],"vip":true})"),
          .context_product = ProductRow{0},
          .context = {}};
}

}  // namespace suggestd::catalog
