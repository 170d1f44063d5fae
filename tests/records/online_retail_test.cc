#include "records/online_retail.h"

#include <sstream>

#include <catch2/catch.hpp>

namespace suggestd {
namespace {

constexpr const char* kHeader =
    "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

struct Read {
  OnlineRetail data;
  std::vector<std::size_t> bad_lines;
};

Read read(const std::string& text) {
  std::istringstream in(text);
  OnlineRetailReader reader;
  Read result;
  REQUIRE(
      reader.add(in, [&](std::size_t line, const std::string&) { result.bad_lines.push_back(line); }).ok());
  result.data = std::move(reader).finish();
  return result;
}

}  // namespace

TEST_CASE("the lines of an invoice make one order") {
  const Read read_back = read(std::string(kHeader) +
                              "536365,85123A,WHITE HEART,6,2010-12-01 08:26:00,2.55,17850,United Kingdom\n"
                              "536365,71053,LANTERN,2,2010-12-01 08:26:00,3.39,17850,United Kingdom\n"
                              "536366,71053,LANTERN,1,12/1/2010 9:05,3.39,,France\n");
  CHECK(read_back.bad_lines.empty());
  REQUIRE(read_back.data.orders.size() == 2);
  const Order& first = read_back.data.orders[0];
  CHECK(first.order_id == "536365");
  CHECK(first.user_id == "17850");
  CHECK(to_rfc3339(first.placed_at) == "2010-12-01T08:26:00Z");
  REQUIRE(first.lines.size() == 2);
  CHECK(first.lines[0].quantity == pieces(6));
  CHECK(to_decimal(first.lines[0].price) == "2.55");
  CHECK(read_back.data.orders[1].anonymous_id == "invoice-536366");
  CHECK(to_rfc3339(read_back.data.orders[1].placed_at) == "2010-12-01T09:05:00Z");
  REQUIRE(read_back.data.products.size() == 2);
  CHECK(read_back.data.products[0].product_id == "71053");
  CHECK(read_back.data.products[0].title == "LANTERN");
}

TEST_CASE("both sets' names of the columns are known") {
  const Read read_back = read(
      "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n"
      "489434,85048,LIGHTS,12,2009-12-01 07:45:00,6.95,13085.0,United Kingdom\n");
  REQUIRE(read_back.data.orders.size() == 1);
  CHECK(read_back.data.orders[0].user_id == "13085");
  std::istringstream other("id,name\n");
  OnlineRetailReader reader;
  const Status status = reader.add(other, [](std::size_t, const std::string&) {});
  REQUIRE_FALSE(status.ok());
  CHECK(status.error().message().find("InvoiceNo") != std::string::npos);
}

TEST_CASE("a cancellation takes back from the customer's latest order with the product") {
  const Read read_back = read(std::string(kHeader) +
                              "1,71053,LANTERN,4,2010-12-01 08:00:00,3.39,7,UK\n"
                              "2,71053,LANTERN,6,2010-12-02 08:00:00,3.39,7,UK\n"
                              "C3,71053,LANTERN,-2,2010-12-03 08:00:00,3.39,7,UK\n"
                              "C4,71053,LANTERN,-2,2010-12-03 08:00:00,3.39,8,UK\n");
  REQUIRE(read_back.data.refunds.size() == 1);
  CHECK(read_back.data.refunds[0].order_id == "2");
  CHECK(read_back.data.refunds[0].refund_id == "C3");
  REQUIRE(read_back.data.refunds[0].lines.size() == 1);
  CHECK(read_back.data.refunds[0].lines[0].quantity == pieces(2));
  CHECK(read_back.bad_lines == std::vector<std::size_t>{5});
}

TEST_CASE("an invoice that stands in two files counts once") {
  const std::string text = std::string(kHeader) + "1,71053,LANTERN,4,2010-12-01 08:00:00,3.39,7,UK\n";
  OnlineRetailReader reader;
  for (int file = 0; file < 2; ++file) {
    std::istringstream in(text);
    REQUIRE(reader.add(in, [](std::size_t, const std::string&) {}).ok());
  }
  const OnlineRetail data = std::move(reader).finish();
  REQUIRE(data.orders.size() == 1);
  CHECK(data.orders[0].lines.size() == 1);
}

TEST_CASE("lines that are no sale of a product are left out, one by one") {
  const std::string bad = GENERATE(
      "1,POST,POSTAGE,1,2010-12-01 08:00:00,18.00,7,UK", "1,71053,X,0,2010-12-01 08:00:00,1,7,UK",
      "1,71053,X,-5,2010-12-01 08:00:00,1,7,UK", "1,71053,X,1,yesterday,1,7,UK",
      "1,71053,X,1,2010-12-01 08:00:00,-1,7,UK", "1,71053,X,1", "1,71053,X,one,2010-12-01 08:00:00,1,7,UK");
  const Read read_back = read(std::string(kHeader) + bad + "\n2,71053,X,1,2010-12-01 08:00:00,1,7,UK\n");
  INFO(bad);
  CHECK(read_back.bad_lines == std::vector<std::size_t>{2});
  CHECK(read_back.data.orders.size() == 1);
}

}  // namespace suggestd
