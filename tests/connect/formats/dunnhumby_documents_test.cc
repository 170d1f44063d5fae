#include "connect/formats/dunnhumby_documents.h"

#include <catch2/catch.hpp>

#include "connect/read_documents.h"

namespace suggestd::cli {

TEST_CASE("a basket of dunnhumby's is an order of its household") {
  const std::string text =
      "household_id,store_id,basket_id,product_id,quantity,sales_value,transaction_timestamp\n"
      "906,319,1,p1,2,3.00,2017-01-01 07:30:27\n"
      "907,319,2,p1,1,1.50,2017-01-01 07:31:00\n"
      "906,319,1,p2,1,0.99,2017-01-01 07:30:27\n"
      "906,319,1,coupon,0,0,2017-01-01 07:30:27\n"
      "906,319,3,p2,1,much,2017-01-01 07:30:27\n";
  const ReadDocuments read = read_text(ImportFormat::dunnhumby, shop::RecordKind::orders, text);
  REQUIRE(read.documents.size() == 2);
  const auto order = read.by_id("order_id", "1");
  CHECK(order["user_id"] == "906");
  CHECK(order["lines"].size() == 2);
  CHECK(order["lines"][0]["price"] == "1.50");
  REQUIRE(read.left_out.size() == 2);
  CHECK(read.left_out[0].expected);
  CHECK(read.why(1).find("sales_value 'much'") == 0);
}

}  // namespace suggestd::cli
