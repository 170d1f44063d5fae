#include "records/mutation_json.h"

#include <catch2/catch.hpp>

namespace suggestd {
namespace {

TEST_CASE("an empty body cancels or refunds the whole order") {
  CHECK(parse_cancel("", "o")->order_id == "o");
  const Result<RefundOrder> refund = parse_refund(" \n", "o");
  REQUIRE(refund.ok());
  CHECK(refund->lines.empty());
  CHECK(refund->refund_id.empty());
}

TEST_CASE("a refund may name lines, whole or in part") {
  const Result<RefundOrder> refund = parse_refund(
      R"({"refund_id":"r1","lines":[{"product_id":"a"},{"product_id":"b","variant_id":"red","quantity":2}]})",
      "o");
  REQUIRE(refund.ok());
  REQUIRE(refund->lines.size() == 2);
  CHECK_FALSE(refund->lines[0].quantity);
  CHECK(refund->lines[1].variant_id == "red");
  CHECK(*refund->lines[1].quantity == pieces(2));
  CHECK(parse_refund(R"({"lines":[{"quantity":1}]})", "o").error().message() ==
        "/lines/0/product_id: is missing");
}

// `"lines": []` and null refunded the whole order.
TEST_CASE("what is empty never takes back everything") {
  const auto [body, pointer] = GENERATE(table<std::string, std::string>({
      {R"({"lines":[]})", "/lines"},
      {R"({"lines":null})", "/lines"},
      {R"({"lines":[{"product_id":"a","quantity":null}]})", "/lines/0/quantity"},
      {R"({"lines":[{"product_id":"a","variant_id":""}]})", "/lines/0/variant_id"},
      {R"({"lines":[{"product_id":"a","variant_id":null}]})", "/lines/0/variant_id"},
      {R"({"refund_id":""})", "/refund_id"},
      {R"({"refund_id":null})", "/refund_id"},
  }));
  const Result<RefundOrder> refund = parse_refund(body, "o");
  INFO(body);
  REQUIRE(!refund.ok());
  CHECK(refund.error().fields().at(0).pointer == pointer);
  CHECK(refund.error().message().find("leave") != std::string::npos);
  CHECK_FALSE(parse_merge(R"({"anonymous_id":"a","undo":null})", "u").ok());
}

TEST_CASE("a merge names the anonymous id") {
  const Result<MergeUser> merge = parse_merge(R"({"anonymous_id":"a"})", "u");
  REQUIRE(merge.ok());
  CHECK(merge->from_anonymous_id == "a");
  CHECK(merge->into_user_id == "u");
  CHECK_FALSE(merge->undo);
  CHECK(parse_merge("", "u").error().message() == "/anonymous_id: is missing");
}

}  // namespace
}  // namespace suggestd
