#include "connect/file_import.h"

#include <fstream>

#include <catch2/catch.hpp>

#include "shop/shop.h"
#include "store/temporary_store.h"

namespace suggestd::cli {
namespace {

using shop::RecordKind;
using store::kShop;

class Importing {
 public:
  Status import(const std::string& text, FileImport import = {}) {
    import.path = (folder_.path() / "f").string();
    std::ofstream(import.path, std::ios::binary) << text;
    findings = {};
    return import_file(*shop_, import, progress, findings);
  }

  ImportFindings findings;
  std::function<Status(std::uint64_t, std::uint64_t)> progress = [](std::uint64_t, std::uint64_t) {
    return Status();
  };

 private:
  store::TemporaryFolder folder_;
  std::unique_ptr<store::Store> store_ = store::open_store(store::small_options(folder_.path() / "s"));
  std::shared_ptr<shop::Shop> shop_ = *shop::Shop::open(*store_, kShop, "s", {});
};

TEST_CASE("the words for a shop's own files leave out data sets and events") {
  CHECK(parse_file_format("csv") == ImportFormat::csv);
  CHECK(parse_file_format("google-feed") == ImportFormat::google_feed);
  CHECK_FALSE(parse_file_format("online-retail"));
  CHECK_FALSE(parse_file_format("xls"));
  CHECK(parse_file_kind("users") == RecordKind::users);
  CHECK_FALSE(parse_file_kind("events"));
}

TEST_CASE("choices that do not go together are named") {
  FileImport import{.format = ImportFormat::csv, .kind = RecordKind::users};
  CHECK_FALSE(contradiction(import));
  import.full_sync = true;
  CHECK(contradiction(import)->parameter == "full_sync");
  import = {.format = ImportFormat::google_feed, .kind = RecordKind::orders};
  CHECK(contradiction(import)->parameter == "kind");
}

TEST_CASE("rejects are kept up to their number with place and lines, and the others counted") {
  Importing importing;
  FileImport import{.shown = "feed", .most_rejects = 2};
  REQUIRE(importing.import("{\"product_id\":\"a\"}\n{\n{\"title\":\"none\"}\n[]\n", import).ok());
  const ImportFindings& found = importing.findings;
  CHECK(found.records == 4);
  CHECK(found.counts.created == 1);
  CHECK(found.counts.refused == 3);
  REQUIRE(found.rejects.size() == 2);
  CHECK(found.rejects[0].place == "feed:2");
  CHECK(found.rejects[0].record == "{");
  CHECK(found.more_rejects == 1);
}

TEST_CASE("a full synchronisation hides nothing where a product was left out or there is none") {
  Importing importing;
  REQUIRE(importing.import("{\"product_id\":\"a\"}\n{\"product_id\":\"b\"}\n").ok());
  FileImport all{.full_sync = true, .confirm = true};
  REQUIRE(importing.import("{\"product_id\":\"a\"}\n{", all).ok());
  CHECK(importing.findings.not_hidden == "products were left out");
  CHECK(importing.findings.hidden == 0);
  all.confirm = false;
  REQUIRE(importing.import("\n", all).ok());
  CHECK(importing.findings.not_hidden == "the file holds no product");
  all.confirm = true;
  REQUIRE(importing.import("{\"product_id\":\"a\"}\n", all).ok());
  CHECK(importing.findings.not_hidden.empty());
  CHECK(importing.findings.hidden == 1);
}

TEST_CASE("an import that is stopped keeps what it stored and hides nothing") {
  Importing importing;
  REQUIRE(importing.import("{\"product_id\":\"a\"}\n{\"product_id\":\"b\"}\n").ok());
  importing.progress = [](std::uint64_t, std::uint64_t) { return Error(ErrorKind::busy, "stopped"); };
  CHECK_FALSE(importing.import("{\"product_id\":\"a\"}\n", {.full_sync = true, .confirm = true}).ok());
  CHECK(importing.findings.hidden == 0);
}

}  // namespace
}  // namespace suggestd::cli
