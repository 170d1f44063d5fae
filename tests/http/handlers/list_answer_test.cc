#include "http/handlers/list_answer.h"

#include <fmt/format.h>
#include <catch2/catch.hpp>

using namespace suggestd;
using namespace suggestd::http;

TEST_CASE("a field that is named many times is sent once, in the order of the first time") {
  std::string names = "price";
  for (int i = 0; i < 10'000; ++i) names += ",title,price,colour";
  const PropertySelection selection = PropertySelection::of(names);
  Product product;
  product.product_id = "p";
  product.title = "Tea";
  product.properties = R"({"colour":"red","size":3})";
  std::string out;
  selection.append(out, product);
  CHECK(out == R"({"title":"Tea","colour":"red"})");
}

TEST_CASE("nothing, and everything") {
  CHECK(PropertySelection::of("").none());
  CHECK_FALSE(PropertySelection::of("*").none());
}
