#include "catalog/availability.h"

#include <catch2/catch.hpp>
#include <map>

#include "random_products.h"
#include "seed.h"

using namespace suggestd;
using namespace suggestd::catalog;

namespace {

bool may_be_shown(const Product& product, Timestamp now) {
  return !product.hidden && product.stock.value_or(1) > 0 &&
         product.available_from.value_or(Timestamp::min()) <= now &&
         now < product.available_until.value_or(Timestamp::max());
}

}  // namespace

TEST_CASE("a product that is sold out is gone from the next version") {
  AvailabilityBuilder builder;
  Product product;
  product.stock = 1;
  builder.set(ProductRow{70}, product);
  CHECK(builder.snapshot().at(at_second(5)).contains(ProductRow{70}));
  product.stock = 0;
  builder.set(ProductRow{70}, product);
  CHECK_FALSE(builder.snapshot().at(at_second(5)).contains(ProductRow{70}));
  product.stock.reset();
  builder.set(ProductRow{70}, product);
  CHECK(builder.snapshot().at(at_second(5)).contains(ProductRow{70}));
}

TEST_CASE("every clock sees the right products, whatever the writer's clock", "[model]") {
  std::mt19937 random = random_numbers(4);
  AvailabilityBuilder builder;
  std::map<std::uint32_t, Product> model;
  for (int step = 0; step < 400; ++step) {
    const auto row = static_cast<std::uint32_t>(random() % 150);
    if (random() % 5 == 0) {
      builder.erase(ProductRow{row});
      model.erase(row);
    } else {
      model[row] = random_product(random, row);
      builder.set(ProductRow{row}, model[row]);
    }
    if (step % 7 == 0) builder.advance(at_second(step / 8));
    const Availability version = builder.snapshot();
    for (int reader = 0; reader < 6; ++reader) {
      const Timestamp now = at_second(static_cast<int>(random() % 110) - 5);
      const lookup::Bitmap shown = version.at(now);
      for (const auto& [r, product] : model) {
        REQUIRE(shown.contains(ProductRow{r}) == may_be_shown(product, now));
        REQUIRE(version.contains(ProductRow{r}, now) == may_be_shown(product, now));
      }
      REQUIRE(shown.count() <= model.size());
    }
  }
}
