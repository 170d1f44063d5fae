#include "records/product_json.h"

#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include "records/arbitrary.h"

namespace suggestd {
namespace {

TEST_CASE("every product survives its JSON") {
  CHECK(rc::check([] {
    const Product product = arbitrary::product();
    const Result<Product> back = parse_product(to_json(product));
    RC_ASSERT(back.ok());
    RC_ASSERT(*back == product);
  }));
}

TEST_CASE("the id may come from the path, and must not differ from it") {
  CHECK(parse_product(R"({"title":"Mug"})", "22613")->product_id == "22613");
  CHECK(parse_product(R"({"product_id":"22613"})", "22613").ok());
  const Result<Product> other = parse_product(R"({"product_id":"1"})", "22613");
  REQUIRE(!other.ok());
  CHECK(other.error().message() == "/product_id: differs from the id in the path");
  CHECK(parse_product(R"({"title":"Mug"})").error().message() == "/product_id: is missing");
}

TEST_CASE("a price needs a currency, and a currency without a price is one too") {
  CHECK(parse_product(R"({"product_id":"p","currency":"GBP"})").ok());
  CHECK(parse_product(R"({"product_id":"p","currency":9182})").error().message().starts_with("/currency: "));
  CHECK(parse_product(R"({"product_id":"p","currency":"pounds"})")
            .error()
            .message()
            .starts_with("/currency: "));
  CHECK(parse_product(R"({"product_id":"p","price":"1"})").error().message() == "/currency: is missing");
}

TEST_CASE("a price without a currency is in the standard one, and the product names it") {
  const Currency euro = *Currency::parse("EUR");
  const auto read = [&](const char* json) { return to_json(*parse_product(json, {}, euro)); };
  CHECK(read(R"({"product_id":"p","price":"1"})") == R"({"product_id":"p","price":"1.00","currency":"EUR"})");
  CHECK(read(R"({"product_id":"p","price":"1","currency":"GBP"})") ==
        R"({"product_id":"p","price":"1.00","currency":"GBP"})");
  CHECK(read(R"({"product_id":"p"})") == R"({"product_id":"p"})");
  CHECK(parse_product(R"({"product_id":"p","price":"1.234"})", {}, euro).error().fields()[0].pointer ==
        "/price");

  const Product priced = *parse_product(R"({"product_id":"p","price":"2","currency":"GBP"})");
  const Product bare = *parse_product(R"({"product_id":"p"})");
  CHECK(to_json(*apply_merge_patch(priced, R"({"price":"3"})", euro)) ==
        R"({"product_id":"p","price":"3.00","currency":"GBP"})");
  CHECK(to_json(*apply_merge_patch(bare, R"({"price":"3"})", euro)) ==
        R"({"product_id":"p","price":"3.00","currency":"EUR"})");
  CHECK(apply_merge_patch(bare, R"({"price":"3"})").error().message() == "/currency: is missing");
}

TEST_CASE("a merge patch replaces, removes and merges") {
  const Product product = *parse_product(
      R"({"product_id":"p","title":"Mug","stock":3,"price":"1.50","currency":"GBP","properties":{"a":1,"b":{"c":2}}})");
  const auto patched = [&](const char* patch) { return to_json(*apply_merge_patch(product, patch)); };
  CHECK(
      patched(R"({"stock":0})") ==
      R"({"product_id":"p","title":"Mug","price":"1.50","currency":"GBP","stock":0,"properties":{"a":1,"b":{"c":2}}})");
  CHECK(patched(R"({"title":null,"price":null,"currency":null,"properties":null})") ==
        R"({"product_id":"p","stock":3})");
  CHECK(
      patched(R"({"stock":null,"properties":{"a":null,"b":{"d":3}}})") ==
      R"({"product_id":"p","title":"Mug","price":"1.50","currency":"GBP","properties":{"b":{"c":2,"d":3}}})");
}

TEST_CASE("a bad patch is refused before its product is read") {
  const auto [patch, message] = GENERATE(table<const char*, const char*>({
      {R"({"product_id":"q"})", "/product_id: differs from the id in the path"},
      {R"({"stok":1})", "/stok: is unknown; did you mean 'stock'?"},
      {R"({"stock":"many"})", "/stock: must be a whole number, but is text"},
      {R"([])", "body: must be an object: a JSON merge patch (RFC 7396)"},
  }));
  const Status checked = check_merge_patch(patch, "p");
  REQUIRE(!checked.ok());
  CHECK(checked.error().message() == message);
  CHECK(check_merge_patch(R"({"price":"0.85"})", "p").ok());
  CHECK(check_merge_patch(R"({"currency":"JPY"})", "p").ok());
}

}  // namespace
}  // namespace suggestd
