#include "records/record_limits.h"

#include <catch2/catch.hpp>

#include <fmt/format.h>

#include <string>

#include "records/category_path.h"
#include "records/mutation_json.h"
#include "records/order_json.h"
#include "records/product_json.h"
#include "records/user_json.h"

namespace suggestd {
namespace {

std::string path_of(std::size_t levels, std::string_view level = "a") {
  std::string path;
  for (std::size_t i = 0; i < levels; ++i) path += fmt::format("{}{}", i == 0 ? "" : " > ", level);
  return path;
}

std::string properties_of(std::size_t names) {
  nlohmann::json json = nlohmann::json::object();
  for (std::size_t i = 0; i < names; ++i) json[fmt::format("p{}", i)] = i;
  return json.dump();
}

Product product_of(std::vector<std::string> categories, std::string properties = "") {
  Product product;
  product.product_id = "product";
  product.categories = std::move(categories);
  product.properties = std::move(properties);
  return product;
}

// The pointers of the refused members.
template <class Record>
std::vector<std::string> refused(const Result<Record>& parsed) {
  std::vector<std::string> pointers;
  if (parsed) return pointers;
  for (const FieldError& field : parsed.error().fields()) pointers.push_back(field.pointer);
  return pointers;
}

using Pointers = std::vector<std::string>;

TEST_CASE("a product at every limit is taken, one beyond is refused with its pointer") {
  const std::vector<std::string> most(kMaxCategories, path_of(kMaxCategoryLevels));
  CHECK(refused(parse_product(to_json(product_of(most, properties_of(kMaxProperties))), "")).empty());

  std::vector<std::string> paths = most;
  paths.emplace_back("a");
  CHECK(refused(parse_product(to_json(product_of(paths)), "")) == Pointers{"/categories"});
  CHECK(refused(parse_product(to_json(product_of({"a", path_of(kMaxCategoryLevels + 1)})), "")) ==
        Pointers{"/categories/1"});
  CHECK(refused(parse_product(to_json(product_of({std::string(kMaxCategoryBytes, 'a')})), "")).empty());
  CHECK(refused(parse_product(to_json(product_of({std::string(kMaxCategoryBytes + 1, 'a')})), "")) ==
        Pointers{"/categories/0"});
  CHECK(refused(parse_product(to_json(product_of({}, properties_of(kMaxProperties + 1))), "")) ==
        Pointers{"/properties"});
}

TEST_CASE("names within objects count one by one, and lists have a length") {
  const std::string inner = fmt::format(R"({{"a":{},"b":1}})", properties_of(kMaxProperties));
  CHECK(refused(parse_product(to_json(product_of({}, inner)), "")) == Pointers{"/properties"});
  nlohmann::json list;
  list["inner"]["sizes"] = std::vector<std::string>(kMaxPropertyValues + 1, "m");
  CHECK(refused(parse_product(to_json(product_of({}, list.dump())), "")) ==
        Pointers{"/properties/inner/sizes"});
}

TEST_CASE("profiles and refunds have limits, and an order's own properties have none but their size") {
  User user;
  user.user_id = "user";
  user.anonymous_ids.assign(kMaxAnonymousIds + 1, "a");
  user.properties = properties_of(kMaxProperties + 1);
  CHECK(refused(parse_user(to_json(user), "")) == Pointers{"/anonymous_ids", "/properties"});
  nlohmann::json refund;
  refund["lines"] = std::vector<nlohmann::json>(kMaxRefundLines + 1, {{"product_id", "p"}});
  CHECK(refused(parse_refund(refund.dump(), "o")) == Pointers{"/lines"});
  const std::string order = fmt::format(
      R"({{"order_id":"o","user_id":"u","placed_at":"2026-01-01T00:00:00Z","currency":"EUR",
          "lines":[{{"product_id":"p","quantity":1,"price":"1"}}],"properties":{}}})",
      properties_of(kMaxProperties + 1));
  CHECK(refused(parse_order(order)).empty());
}

TEST_CASE("a product that was accepted once is cut to the limits, and why is said") {
  Product product = product_of(std::vector<std::string>(8, path_of(16'000)), properties_of(5'000));
  CHECK(cut_to_limits(product) == "/categories/0 has 63997 bytes; a category has at most 2048");
  REQUIRE(product.categories.size() == 8);
  CHECK(category_level_count(product.categories[0]) == kMaxCategoryLevels);
  CHECK(nlohmann::json::parse(product.properties).size() == kMaxProperties);
  CHECK(cut_to_limits(product).empty());  // what is left is within them
}

TEST_CASE("a product within the limits is left as it is, to the byte") {
  const Product product = product_of({" a >b", "c > "}, R"({"b":1,"a":[1,2]})");
  Product cut = product;
  CHECK(cut_to_limits(cut).empty());
  CHECK(cut == product);
}

TEST_CASE("a cut leaves whole characters") {
  Product product = product_of({std::string(kMaxCategoryBytes - 1, 'a') + "\xc3\xa9"});
  CHECK_FALSE(cut_to_limits(product).empty());
  CHECK(product.categories[0] == std::string(kMaxCategoryBytes - 1, 'a'));
}

}  // namespace
}  // namespace suggestd
