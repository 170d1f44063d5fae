#include "evaluate/customer_orders.h"

#include <catch2/catch.hpp>
#include <fstream>

namespace suggestd::evaluate {
namespace {

class CsvFile {
 public:
  explicit CsvFile(std::string_view text)
      : path_(std::filesystem::temp_directory_path() / "suggestd_customer_orders_test.csv") {
    std::ofstream(path_)
        << "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
        << text;
  }
  ~CsvFile() { std::filesystem::remove(path_); }
  std::vector<std::filesystem::path> paths() const { return {path_}; }

 private:
  std::filesystem::path path_;
};

TEST_CASE("orders of customers, without strangers, cancellations and lines that are no products") {
  const CsvFile file(
      "1,10000,CUP,1,2011-01-01 00:00:00,1.0,77,United Kingdom\n"
      "1,POST,POSTAGE,1,2011-01-01 00:00:00,3.0,77,United Kingdom\n"
      "1,10000,CUP,2,2011-01-01 00:00:00,1.0,77,United Kingdom\n"
      "2,20000B,BOWL,1,2011-01-02 12:00:00,2.0,,France\n"
      "3,20000B,BOWL,1,2011-01-03 12:00:00,2.0,77,United Kingdom\n"
      "C4,20000B,BOWL,-1,2011-01-04 12:00:00,2.0,77,United Kingdom\n");
  const auto orders = read_online_retail(file.paths());
  REQUIRE(orders.ok());
  REQUIRE(orders->size() == 2);
  CHECK(orders->at(0).user == "77");
  CHECK(orders->at(0).products == Basket{"10000"});
  CHECK(orders->at(1).day - orders->at(0).day == Approx(2.5));
  const auto users = baskets_of(*orders);
  REQUIRE(users.size() == 1);
  CHECK(users[0].baskets == std::vector<Basket>{{"10000"}, {"20000B"}});
}

TEST_CASE("a file that is not there is named") {
  const std::vector<std::filesystem::path> files = {"/no/such/file.csv"};
  const auto orders = read_online_retail(files);
  REQUIRE_FALSE(orders.ok());
  CHECK(orders.error().message().find("/no/such/file.csv") != std::string::npos);
}

}  // namespace
}  // namespace suggestd::evaluate
