#include "connect/input/input_files.h"

#include <zlib.h>
#include <zstd.h>

#include <catch2/catch.hpp>

#include "connect/read_documents.h"

namespace suggestd::cli {
namespace {

std::string gzip(const std::string& text) {
  z_stream state{};
  REQUIRE(deflateInit2(&state, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string packed(deflateBound(&state, static_cast<uLong>(text.size())), '\0');
  std::string source = text;
  state.next_in = reinterpret_cast<Bytef*>(source.data());
  state.avail_in = static_cast<uInt>(source.size());
  state.next_out = reinterpret_cast<Bytef*>(packed.data());
  state.avail_out = static_cast<uInt>(packed.size());
  REQUIRE(deflate(&state, Z_FINISH) == Z_STREAM_END);
  packed.resize(state.total_out);
  deflateEnd(&state);
  return packed;
}

std::string zstd(const std::string& text) {
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 3));
  return packed;
}

ReadDocuments products(ImportFormat format, const std::string& bytes) {
  return read_text(format, shop::RecordKind::products, bytes);
}

}  // namespace

TEST_CASE("packed files are read, also of several members") {
  const std::string head = "product_id,title\na,Tea\n";
  const std::string tail = "b,Pot\n";
  CHECK(products(ImportFormat::csv, gzip(head)).documents.size() == 1);
  CHECK(products(ImportFormat::csv, gzip(head) + gzip(tail)).documents.size() == 2);
  CHECK(products(ImportFormat::csv, zstd(head) + zstd(tail)).documents.size() == 2);
  CHECK(products(ImportFormat::ndjson, gzip("{\"product_id\":\"a\"}\n")).documents.size() == 1);
}

TEST_CASE("a packed file that was cut is told, whatever it holds") {
  std::string text = "product_id,title\n";
  for (int i = 0; i < 1000; ++i) text += std::to_string(i * 7919) + ",Tea\n";
  for (const std::string& whole : {gzip(text), zstd(text)}) {
    const ReadDocuments read = products(ImportFormat::csv, whole.substr(0, whole.size() / 2));
    CHECK(read.documents.empty());
    CHECK(read.why().find("end early") != std::string::npos);
  }
}

TEST_CASE("NDJSON in UTF-16 is refused by name") {
  const ReadDocuments read = products(ImportFormat::ndjson, "\xFF\xFE" + utf16("{}\n", true));
  CHECK(read.documents.empty());
  CHECK(read.why().find("utf-16le") != std::string::npos);
}

TEST_CASE("the line of an earlier import's rejects loses its reason") {
  const ReadDocuments read =
      products(ImportFormat::ndjson, "{\"_rejected\":\"say \\\"hi\\\", x\",\"product_id\":\"a\"}\n");
  CHECK(read.documents.at(0) == nlohmann::json::parse(R"({"product_id":"a"})"));
}

}  // namespace suggestd::cli
