#include "connect/formats/online_retail_documents.h"

#include <catch2/catch.hpp>

#include "connect/read_documents.h"

namespace suggestd::cli {

TEST_CASE("dates that begin with the day made half a file pass over in silence") {
  const ReadDocuments read =
      read_file(ImportFormat::online_retail, shop::RecordKind::orders, case_file("d10_uci_dmy.csv"));
  CHECK(read.left_out.empty());
  CHECK(read.value_of("date order") == "day-first");
  CHECK(read.by_id("order_id", "536365")["placed_at"] == "2010-12-01T08:26:00Z");
  CHECK(read.by_id("order_id", "536366")["placed_at"] == "2010-12-13T08:28:00Z");
}

TEST_CASE("a file whose dates may be either is refused as a whole until somebody says") {
  const std::string text =
      "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
      "536365,71053,LANTERN,6,01-12-2010 08:26,2.55,17850,United Kingdom\n";
  const ReadDocuments open = read_text(ImportFormat::online_retail, shop::RecordKind::orders, text);
  CHECK(open.documents.empty());
  CHECK(open.why().find("--date-format day-first") != std::string::npos);
  CHECK_FALSE(open.left_out.at(0).expected);
  FileOptions said;
  said.dates = DateOrder::month_first;
  CHECK(read_text(ImportFormat::online_retail, shop::RecordKind::orders, text, said)
            .documents.at(0)["placed_at"] == "2010-01-12T08:26:00Z");
}

}  // namespace suggestd::cli
