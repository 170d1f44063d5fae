#include "cli/campaign_products.h"

#include <fstream>

#include <catch2/catch.hpp>

#include "store/temporary_store.h"

namespace suggestd::cli {
namespace {

class ProductFile {
 public:
  explicit ProductFile(std::string_view text) { std::ofstream(path_) << text; }
  Result<std::vector<std::string>> read() const { return read_product_ids(path_); }

 private:
  const store::TemporaryFolder folder_;
  const std::filesystem::path path_ = folder_.path() / "products.csv";
};

using Ids = std::vector<std::string>;

TEST_CASE("one id a line, each once, blank lines passed over") {
  CHECK(ProductFile("p2\np1\n\np2\r\n").read().value() == Ids{"p2", "p1"});
  CHECK(ProductFile("product_id\np1\n").read().value() == Ids{"p1"});
}

TEST_CASE("a spreadsheet's column, with whatever delimiter") {
  CHECK(ProductFile("title,product_id\n\"Cup, blue\",p1\nPot,p2\n").read().value() == Ids{"p1", "p2"});
  CHECK(ProductFile("product_id;title\np1;Cup\n").read().value() == Ids{"p1"});
}

TEST_CASE("what is no list of products is refused with its line") {
  const auto refused = [](std::string_view text) {
    const auto read = ProductFile(text).read();
    REQUIRE_FALSE(read);
    return read.error().message();
  };
  CHECK(refused("id,title\np1,Cup\n").find("product_id") != std::string::npos);
  CHECK(refused("product_id,title\np1,Cup\np2\n").find(":3:") != std::string::npos);
  CHECK(refused("p1\n" + std::string(2'000, 'x') + "\n").find(":2:") != std::string::npos);
  CHECK(refused("").find("names no product") != std::string::npos);
  CHECK(refused("product_id\n").find("names no product") != std::string::npos);
  CHECK(read_product_ids("/nowhere/products.csv").error().kind() == ErrorKind::io);
}

}  // namespace
}  // namespace suggestd::cli
