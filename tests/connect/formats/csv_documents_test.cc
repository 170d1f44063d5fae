#include "connect/formats/csv_documents.h"

#include <catch2/catch.hpp>

#include "connect/read_documents.h"

namespace suggestd::cli {
namespace {

using shop::RecordKind;

ReadDocuments products(const std::string& text, const FileOptions& options = {}) {
  return read_text(ImportFormat::csv, RecordKind::products, text, options);
}

ReadDocuments orders(const std::string& rows) {
  return read_text(ImportFormat::csv, RecordKind::orders,
                   "order_id,user_id,placed_at,currency,product_id,quantity,price\n" + rows);
}

}  // namespace

TEST_CASE("bytes that are no UTF-8 are windows-1252, and it is said once") {
  const ReadDocuments read = read_file(ImportFormat::csv, RecordKind::products, case_file("d15_cp1252.csv"));
  REQUIRE(read.documents.size() == 1);
  CHECK(read.documents[0]["title"] == "Uhr 5 € – „neu“ d’Or");
  CHECK(read.value_of("encoding") == "windows-1252");
  CHECK(read.value_of("separator") == ";");
}

TEST_CASE("text that is not Western either is refused until somebody says what it is") {
  const std::string cyrillic = "product_id,title\na,\xD7\xE0\xE9\xED\xE8\xEA\n";
  const ReadDocuments unsure = products(cyrillic);
  CHECK(unsure.documents.empty());
  CHECK(unsure.why().find("--encoding") != std::string::npos);
  FileOptions said;
  said.encoding = "windows-1251";
  CHECK(products(cyrillic, said).documents.at(0)["title"] == "Чайник");
}

TEST_CASE("a line that is no UTF-8 among lines that are is refused alone") {
  const ReadDocuments read = products("product_id,title\na,Käse\nb,K\xE4se\n");
  CHECK(read.documents.size() == 1);
  CHECK(read.why() == "is not UTF-8");
}

TEST_CASE("UTF-16 is read with and without a byte order mark") {
  const std::string text = "product_id,title\r\na,Tea\r\n";
  for (const bool little : {true, false}) {
    CHECK(products(utf16(text, little)).documents.at(0)["title"] == "Tea");
    CHECK(products((little ? "\xFF\xFE" : "\xFE\xFF") + utf16(text, little)).documents.at(0)["title"] ==
          "Tea");
  }
}

TEST_CASE("blanks, case and dividers in column names do not count, and near names are refused") {
  const ReadDocuments trimmed =
      read_file(ImportFormat::csv, RecordKind::products, case_file("d16_header_comma.csv"));
  CHECK(trimmed.documents.at(0) ==
        nlohmann::json::parse(R"({"product_id":"c-comma","title":"T","price":"2.00","currency":"EUR"})"));
  CHECK(products("Product ID,TITLE\na,T\n").documents.at(0)["title"] == "T");
  CHECK(products("product_id,titel\na,T\n").why().find("did you mean title?") != std::string::npos);
  CHECK(products("product_id,properties.titel\na,T\n").documents.at(0)["properties"]["titel"] == "T");
  CHECK(products("id,title\na,T\n").why().find("names no column product_id") != std::string::npos);
  CHECK(products("product_id,title,title\na,T,U\n").why().find("twice") != std::string::npos);
  CHECK(products("").why().find("is empty") == 0);
  CHECK(products("product_id,title\n").left_out.empty());
}

TEST_CASE("columns get types by a suffix or by an option, and values that do not fit are refused") {
  const ReadDocuments read = products(
      "product_id,rating:number,new:boolean,since:time,tags:set\na,4.5,yes,2026-01-02,x|y\nb,good,,,\n");
  REQUIRE(read.documents.size() == 1);
  CHECK(read.documents[0]["properties"] ==
        nlohmann::json::parse(R"({"rating":4.5,"new":true,"since":"2026-01-02","tags":["x","y"]})"));
  CHECK(read.why() == "rating: 'good' is no number; one looks like 4.5");
  FileOptions options;
  options.csv.types = {{"rating", ColumnType::number}};
  CHECK(products("product_id,rating\na,3\n", options).documents.at(0)["properties"]["rating"] == 3);
  const ReadDocuments hint = read_file(ImportFormat::csv, RecordKind::products, case_file("h14_nightly.csv"));
  CHECK(hint.documents.at(0)["properties"]["rating"] == "1");
  CHECK(hint.value_of("column type") == "rating is text");
}

TEST_CASE("Excel's separator line names the separator") {
  CHECK(products("sep=^\r\nproduct_id^title\r\na^x;y\r\n").documents.at(0)["title"] == "x;y");
  CHECK(products("product_id|title\na|x\n").documents.at(0)["title"] == "x");
  CHECK(products("product_id,a;b\n1,2\n").why().find("--separator") != std::string::npos);
}

TEST_CASE("an empty cell takes a value away, and a column that is not there leaves it") {
  const ReadDocuments read = products("product_id,brand\na,\n");
  CHECK(read.documents.at(0) == nlohmann::json::parse(R"({"product_id":"a","brand":null})"));
}

TEST_CASE("an order with a bad row is left out as a whole") {
  const std::string row = "o1,ann,2026-01-01T10:00:00Z,EUR,p1,1,2.00\n";
  const ReadDocuments read = orders(row + "o1,ann,2026-01-01T10:00:00Z,EUR,p2,one,2.00\n" +
                                    "o2,ann,2026-01-01T10:00:00Z,EUR,p1,1,2.00\n");
  REQUIRE(read.documents.size() == 1);
  CHECK(read.documents[0]["order_id"] == "o2");
  REQUIRE(read.left_out.size() == 1);
  CHECK(read.left_out[0].source.rows.size() == 2);
  CHECK(orders(row + "o1,bob,,,p2,1,2.00\n").why().find("another user_id") != std::string::npos);
  CHECK(orders(row + "o1,,,,p2,1,2.00\n").documents.at(0)["lines"].size() == 2);
}

TEST_CASE("a row behind one that can't be read may be half an order") {
  const ReadDocuments read = orders(
      "o1,ann,2026-01-01T10:00:00Z,EUR,p1,1,2.00\n\"o1\"x,ann\n"
      "o2,ann,2026-01-01T10:00:00Z,EUR,p1,1,2.00\n");
  CHECK(read.documents.empty());
  CHECK(read.left_out.size() == 2);
}

}  // namespace suggestd::cli
