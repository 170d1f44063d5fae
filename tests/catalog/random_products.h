// Random products for the model tests of the catalogue: few distinct values, so that they meet.
#pragma once

#include <fmt/format.h>

#include <random>
#include <string>

#include "records/product.h"

namespace suggestd::catalog {

inline Timestamp at_second(std::int64_t second) { return Timestamp{std::chrono::seconds(second)}; }

inline Product random_product(std::mt19937& random, std::uint32_t row) {
  const auto one_in = [&random](unsigned n) { return random() % n == 0; };
  const auto number = [&random](unsigned n) { return static_cast<int>(random() % n); };
  Product product;
  product.product_id = fmt::format("p{}", row);
  if (!one_in(8)) product.title = fmt::format("{} {} tea", one_in(2) ? "Green" : "black", number(4));
  if (!one_in(5)) product.price = Money{number(10000), *Currency::parse("GBP")};
  if (!one_in(3)) product.stock = number(3);
  if (!one_in(4)) product.brand = fmt::format("brand{}", number(5));
  for (int i = number(3); i > 0; --i)
    product.categories.push_back(fmt::format("c{} > d{}", number(3), number(3)));
  if (one_in(3)) product.available_from = at_second(number(100));
  if (one_in(3)) product.available_until = at_second(number(100));
  product.hidden = one_in(10);
  switch (number(4)) {
    case 0:
      product.properties = fmt::format(R"({{"rating":{},"organic":{}}})", number(6), one_in(2));
      break;
    case 1:
      product.properties =
          fmt::format(R"({{"tags":["t{}","t{}"],"size":{{"w":{}}}}})", number(3), number(3), number(9));
      break;
    case 2:
      product.properties = R"({"rating":"high","since":"2024-06-01","price":7})";
      break;
    default:
      break;
  }
  return product;
}

}  // namespace suggestd::catalog
