#include "connect/formats/google_feed_documents.h"

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "connect/read_documents.h"

namespace suggestd::cli {
namespace {

ReadDocuments read_case(const std::string& name, const std::string& zone = "UTC") {
  FileOptions options;
  options.feed = {TimeZone::parse(zone).value(), now()};
  return read_file(ImportFormat::google_feed, shop::RecordKind::products, case_file(name), options);
}

ReadDocuments read_items(const std::string& items) {
  FileOptions options;
  options.feed.now = now();
  return read_text(ImportFormat::google_feed, shop::RecordKind::products,
                   "<rss xmlns:g=\"http://base.google.com/ns/1.0\"><channel>\n" + items + "</channel></rss>",
                   options);
}

}  // namespace

TEST_CASE("a bare date was refused: it is the end of that day in the shop's zone") {
  const ReadDocuments read = read_case("d1_expiration_date_only.xml", "+02:00");
  CHECK(read.left_out.empty());
  REQUIRE(read.documents.size() == 5);
  CHECK(read.by_id("product_id", "chair-1")["available_until"] == "2031-06-17T22:00:00Z");
  CHECK(read.by_id("product_id", "chair-2")["available_until"] == "2031-06-17T08:00:00Z");
  CHECK(read.by_id("product_id", "chair-3")["available_until"] == "2031-06-17T08:00:00Z");
  CHECK(read.by_id("product_id", "chair-4")["available_until"] == "2021-06-17T22:00:00Z");
  CHECK(read.by_id("product_id", "chair-5")["available_until"] == "2031-06-17T18:00:59Z");
  CHECK(read.value_of("time zone") == "+02:00");
}

TEST_CASE("summer time counts in a named zone") {
  const ReadDocuments read = read_case("d1_expiration_date_only.xml", "Europe/Berlin");
  CHECK(read.by_id("product_id", "chair-1")["available_until"] == "2031-06-17T22:00:00Z");
}

TEST_CASE("sales that are over or have not begun set no price") {
  const ReadDocuments read = read_case("d2_sale_dates.xml");
  CHECK(read.left_out.empty());
  REQUIRE(read.documents.size() == 9);
  for (const auto& product : read.documents) {
    const std::string id = product["product_id"];
    INFO(id);
    CHECK(product["price"] == (id == "s6-now-dates-only" ? "50.00" : "100.00"));
  }
}

TEST_CASE("a sale whose period can't be read is refused, not in force") {
  const ReadDocuments read = read_items(
      "<item><g:id>a</g:id><g:price>9 EUR</g:price><g:sale_price>5 EUR</g:sale_price>"
      "<g:sale_price_effective_date>01.02.2026/03.02.2026</g:sale_price_effective_date></item>");
  CHECK(read.documents.empty());
  CHECK(read.why().find("sale_price_effective_date: '01.02.2026' is no time") == 0);
}

TEST_CASE("in Atom the feed's own names win wherever they stand") {
  const ReadDocuments read = read_case("d3_atom_ids.xml");
  CHECK(read.left_out.empty());
  const auto first = read.by_id("product_id", "SKU-1");
  CHECK(first["description"] == "One line about it");
  CHECK(first["link"] == "http://shop.example/1");
  CHECK(read.by_id("product_id", "SKU-2")["title"] == "Atom id before the g:id");
  const auto third = read.by_id("product_id", "SKU-3");
  CHECK(third["link"] == "http://shop.example/3");
  CHECK(third["title"] == "Better title for ads");
}

TEST_CASE("a feed in UTF-16 is read, and it is said") {
  const ReadDocuments read = read_case("d4_utf16.tsv");
  REQUIRE(read.documents.size() == 1);
  CHECK(read.documents[0]["title"] == "Käse");
  CHECK(read.value_of("encoding") == "utf-16le");
}

TEST_CASE("XML is read in the encoding that it declares") {
  const std::string body = "<rss><channel><item><id>a</id><title>K\xE4se \x80</title></item></channel></rss>";
  for (const std::string name : {"windows-1252", "ISO-8859-1"}) {
    const ReadDocuments read =
        read_text(ImportFormat::google_feed, shop::RecordKind::products,
                  fmt::format("<?xml version=\"1.0\" encoding=\"{}\"?>{}", name, body));
    REQUIRE(read.documents.size() == 1);
    CHECK(read.documents[0]["title"] == "Käse €");
  }
  const ReadDocuments wide = read_text(ImportFormat::google_feed, shop::RecordKind::products,
                                       utf16("<rss><channel><item><id>a</id></item></channel></rss>", false));
  CHECK(wide.documents.size() == 1);
  const ReadDocuments unknown = read_text(ImportFormat::google_feed, shop::RecordKind::products,
                                          "<?xml version=\"1.0\" encoding=\"x-made-up\"?><rss/>");
  CHECK(unknown.why().find("'x-made-up'") != std::string::npos);
}

TEST_CASE("a price is right or refused, and the refusal shows what it saw") {
  const ReadDocuments read = read_case("d7_prices.xml");
  const std::map<std::string, std::string> right = {
      {"p01", "9.99"},    {"p03", "3700.00"}, {"p04", "12.34"},  {"p05", "12.34"}, {"p06", "12.34"},
      {"p07", "12.34"},   {"p08", "12.34"},   {"p09", "0"},      {"p10", "1300"},  {"p12", "12.34"},
      {"p13", "1234.56"}, {"p14", "12.34"},   {"p15", "1299.00"}};
  CHECK(read.documents.size() == right.size());
  for (const auto& [id, price] : right) {
    INFO(id);
    CHECK(read.by_id("product_id", id)["price"] == price);
  }
  REQUIRE(read.left_out.size() == 2);
  CHECK(read.why(0).find("'15.00' can't be read: it names no currency") != std::string::npos);
  CHECK(read.why(1).find("'12.345 EUR' can't be read: it may mean thousands or a fraction") !=
        std::string::npos);
}

TEST_CASE("every spelling of availability is understood, and an unknown one is refused") {
  const ReadDocuments read = read_case("d8_availability.xml");
  CHECK(read.documents.size() == 13);
  for (const std::string id : {"av-01", "av-02", "av-03", "av-11", "av-12"}) {
    INFO(id);
    CHECK_FALSE(read.by_id("product_id", id).contains("stock"));
  }
  for (const std::string id : {"av-04", "av-05", "av-06", "av-07", "av-08", "av-09", "av-10", "av-13"}) {
    INFO(id);
    CHECK(read.by_id("product_id", id)["stock"] == 0);
  }
  REQUIRE(read.left_out.size() == 1);
  CHECK(read.why().find("availability 'available for order' is unknown") == 0);
}

TEST_CASE("an inch mark swallowed the next product") {
  const ReadDocuments pair = read_case("d9_inch_pair.tsv");
  REQUIRE(pair.documents.size() == 3);
  CHECK(pair.documents[0]["title"] == "Television 55\"");
  CHECK(read_case("d9_inch_fullsync.tsv").documents.size() == 10);
}

TEST_CASE("a break tells how many items it lost") {
  const ReadDocuments half = read_case("d14_half.xml");
  CHECK(half.documents.size() == 1);
  REQUIRE(half.left_out.size() == 1);
  CHECK(half.left_out[0].records == 1);
  const ReadDocuments read =
      read_items("<item><g:id>a</g:id></item>\n<item><g:id>b</x></item>\n<item>\n</item><item a='1'/>\n");
  CHECK(read.documents.size() == 1);
  CHECK(read.left_out.at(0).records == 3);
  CHECK(read.why().find("the item that begins in line 3 and 2 items that follow are left out") !=
        std::string::npos);
}

TEST_CASE("a row of text that was cut is no product without a price") {
  const ReadDocuments read =
      read_text(ImportFormat::google_feed, shop::RecordKind::products, "ID\tTitle\tPrice\na\tA\t1 EUR\nb\tB");
  CHECK(read.documents.size() == 1);
  CHECK(read.why() == "has 2 fields; the first line names 3");
}

}  // namespace suggestd::cli
