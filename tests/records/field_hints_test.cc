#include "records/field_hints.h"

#include <catch2/catch.hpp>

using namespace suggestd;

namespace {

using Names = std::vector<std::string_view>;

const Names kOrder{"order_id",   "user_id",  "anonymous_id", "email_hash", "placed_at",
                   "updated_at", "currency", "status",       "lines",      "properties"};
const Names kEvent{"type", "event_id", "user_id", "anonymous_id", "product_id", "at", "quantity", "query"};
const Names kProduct{"product_id", "title", "price", "stock", "categories", "brand", "image", "link"};

}  // namespace

TEST_CASE("a name that other systems use leads to ours") {
  CHECK(likely_field("timestamp", kEvent) == "at");
  CHECK(likely_field("timestamp", kOrder) == "placed_at");
  CHECK(likely_field("name", kProduct) == "title");
  CHECK(likely_field("items", kOrder) == "lines");
  CHECK(likely_field("line_items", kOrder) == "lines");
  CHECK(likely_field("id", kOrder) == "order_id");
  CHECK(likely_field("id", kProduct) == "product_id");
  CHECK(likely_field("customer_id", kOrder) == "user_id");
  CHECK(likely_field("qty", kEvent) == "quantity");
  CHECK(likely_field("event", kEvent) == "type");
  CHECK(likely_field("image_url", kProduct) == "image");
  CHECK(likely_field("vendor", kProduct) == "brand");
  CHECK(likely_field("category", kProduct) == "categories");
}

TEST_CASE("spelling with other case and separators is the same name") {
  CHECK(likely_field("productId", kEvent) == "product_id");
  CHECK(likely_field("Product-ID", kProduct) == "product_id");
}

TEST_CASE("else the nearest name, if it is near") {
  CHECK(likely_field("curency", kOrder) == "currency");
  CHECK(!likely_field("warehouse", kOrder));
  CHECK(!likely_field("items", kProduct));
}
