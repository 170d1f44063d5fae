#include "records/online_retail.h"

#include <sstream>

#include <fmt/format.h>
#include <catch2/catch.hpp>

namespace suggestd {
namespace {

constexpr const char* kHeader =
    "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

std::string with_header(std::string_view lines) { return fmt::format("{}{}", kHeader, lines); }

struct Read {
  OnlineRetail data;
  std::vector<std::size_t> bad_lines;
  std::vector<std::size_t> unexpected;
};

Read read(const std::string& text) {
  std::istringstream in(text);
  OnlineRetailReader reader;
  Read result;
  REQUIRE(reader
              .add(in, DateOrder::month_first,
                   [&](const BadLine& bad) {
                     result.bad_lines.push_back(bad.line);
                     if (!bad.expected) result.unexpected.push_back(bad.line);
                   })
              .ok());
  result.data = std::move(reader).finish();
  return result;
}

}  // namespace

TEST_CASE("a date has nothing behind it but seconds") {
  const std::string line = "1,71053,LANTERN,1,DATE,3.39,,France\n";
  const auto bad_lines = [&](const std::string& date) {
    std::string text = line;
    return read(with_header(text.replace(text.find("DATE"), 4, date))).bad_lines.size();
  };
  CHECK(bad_lines("12/1/2010 9:05") == 0);
  CHECK(bad_lines("12/1/2010 9:05:30") == 0);
  for (const std::string& rest : {std::string("x"), std::string(1, '\0'), std::string(" 12/1/2011 9:05"),
                                  std::string(":3"), std::string(":3x")})
    CHECK(bad_lines("12/1/2010 9:05" + rest) == 1);
}

TEST_CASE("the lines of an invoice make one order") {
  const Read read_back =
      read(with_header("536365,85123A,WHITE HEART,6,2010-12-01 08:26:00,2.55,17850,United Kingdom\n"
                       "536365,71053,LANTERN,2,2010-12-01 08:26:00,3.39,17850,United Kingdom\n"
                       "536366,71053,LANTERN,1,12/1/2010 9:05,3.39,,France\n"));
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
  const Status status = reader.add(other, DateOrder::year_first, [](const BadLine&) {});
  REQUIRE_FALSE(status.ok());
  CHECK(status.error().message().find("InvoiceNo") != std::string::npos);
}

TEST_CASE("a cancellation takes back from the customer's latest order with the product") {
  const Read read_back =
      read(with_header("1,71053,LANTERN,4,2010-12-01 08:00:00,3.39,7,UK\n"
                       "2,71053,LANTERN,6,2010-12-02 08:00:00,3.39,7,UK\n"
                       "C3,71053,LANTERN,-2,2010-12-03 08:00:00,3.39,7,UK\n"
                       "C4,71053,LANTERN,-2,2010-12-03 08:00:00,3.39,8,UK\n"));
  REQUIRE(read_back.data.refunds.size() == 1);
  CHECK(read_back.data.refunds[0].order_id == "2");
  CHECK(read_back.data.refunds[0].refund_id == "C3");
  REQUIRE(read_back.data.refunds[0].lines.size() == 1);
  CHECK(read_back.data.refunds[0].lines[0].quantity == pieces(2));
  CHECK(read_back.bad_lines == std::vector<std::size_t>{5});
}

TEST_CASE("an invoice that stands in two files counts once") {
  const std::string text = with_header("1,71053,LANTERN,4,2010-12-01 08:00:00,3.39,7,UK\n");
  OnlineRetailReader reader;
  for (int file = 0; file < 2; ++file) {
    std::istringstream in(text);
    REQUIRE(reader.add(in, DateOrder::year_first, [](const BadLine&) {}).ok());
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
  const Read read_back = read(with_header(bad + "\n2,71053,X,1,2010-12-01 08:00:00,1,7,UK\n"));
  INFO(bad);
  CHECK(read_back.bad_lines == std::vector<std::size_t>{2});
  CHECK(read_back.data.orders.size() == 1);
}

TEST_CASE("only lines that can be read are expected to be no sale") {
  const Read read_back =
      read(with_header("1,POST,POSTAGE,1,2010-12-01 08:00:00,18.00,7,UK\n1,71053,X,1,yesterday,1,7,UK\n"
                       "1,71053,X,one,2010-12-01 08:00:00,1,7,UK\n"));
  CHECK(read_back.bad_lines.size() == 3);
  CHECK(read_back.unexpected == std::vector<std::size_t>{3, 4});
}

TEST_CASE("a title is what most paid lines say, never a note") {
  const Read read_back =
      read(with_header("1,71053,WHITE LANTERN,1,2010-12-01 08:00:00,3.39,7,UK\n"
                       "2,71053,WHITE LANTERN,1,2010-12-02 08:00:00,3.39,7,UK\n"
                       "3,71053,LANTERN OLD,1,2010-12-03 08:00:00,3.39,7,UK\n"
                       "4,71053,damaged,1,2010-12-04 08:00:00,0,,UK\n"
                       "5,84988,check,1,2010-12-04 08:00:00,0,,UK\n"
                       "6,84988a,SET OF HEARTS,1,2010-12-04 08:00:00,0,,UK\n"
                       "7,84988A,SET OF HEARTS,1,2010-12-04 08:00:00,1,,UK\n"));
  REQUIRE(read_back.data.products.size() == 4);
  CHECK(read_back.data.products[0].title == "WHITE LANTERN");
  CHECK(read_back.data.products[1].title.empty());
  CHECK(read_back.data.products[2].title == "SET OF HEARTS");
}

TEST_CASE("stock codes that differ by case alone are told") {
  std::istringstream in(
      with_header("1,84988a,X,1,2010-12-01 08:00:00,1,7,UK\n2,84988A,X,1,2010-12-01 08:00:00,1,7,UK\n"));
  OnlineRetailReader reader;
  REQUIRE(reader.add(in, DateOrder::year_first, [](const BadLine&) {}).ok());
  CHECK(reader.codes_that_differ_by_case() == std::vector<std::string>{"84988A 84988a"});
}

}  // namespace suggestd
