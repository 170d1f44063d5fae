#include "http/wire/body_decoder.h"

#include <zlib.h>

#include <catch2/catch.hpp>

#include <string>

#include <fmt/format.h>

namespace suggestd::http {
namespace {

std::string gzip(const std::string& text) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string packed(deflateBound(&stream, text.size()) + 32, '\0');
  std::string input = text;
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

struct Decoded {
  int status = 0;  // of the refusal
  std::string body;
};

Decoded decode_in_pieces(Coding coding, std::string_view packed, std::size_t most, std::size_t piece) {
  Decoded result;
  BodyDecoder decoder(coding, most);
  for (std::size_t at = 0; at < packed.size(); at += piece) {
    if (const auto refused = decoder.append(packed.substr(at, piece), result.body)) {
      CHECK(result.body.size() <= most);
      return {refused->status, ""};
    }
  }
  if (const auto refused = decoder.finish()) return {refused->status, ""};
  return result;
}

Decoded decode(std::string_view packed, std::size_t most = 1'000'000) {
  const Decoded whole = decode_in_pieces(Coding::gzip, packed, most, packed.size() + 1);
  for (const std::size_t piece : {1, 5, 1000}) {
    const Decoded other = decode_in_pieces(Coding::gzip, packed, most, piece);
    CHECK(other.status == whole.status);
    CHECK(other.body == whole.body);
  }
  return whole;
}

std::string lines(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += fmt::format("{{\"order_id\":\"{}\"}}\n", i * 7919);
  return text;
}

}  // namespace

TEST_CASE("content codings that are read") {
  for (const char* name : {"", "identity", "IDENTITY", "identity, identity", " "})
    CHECK(parse_coding(name) == Coding::identity);
  for (const char* name : {"gzip", "x-gzip", "GZip", "identity, gzip", "gzip,"})
    CHECK(parse_coding(name) == Coding::gzip);
  for (const char* name : {"br", "deflate", "zstd", "gzip, gzip", "gzip, br", "gzip;q=1", "g zip"})
    CHECK(parse_coding(name) == std::nullopt);
}

TEST_CASE("a gzip body comes out whole") {
  const std::string text = lines(5000);
  CHECK(decode(gzip(text)).body == text);
  CHECK(decode(gzip("")).status == 0);
  CHECK(decode(gzip(text) + gzip("") + gzip("more")).body == text + "more");
}

TEST_CASE("a gzip body that was cut anywhere is refused") {
  const std::string packed = gzip(lines(20));
  for (std::size_t size = 0; size < packed.size(); ++size)
    CHECK(decode(std::string_view(packed).substr(0, size)).status == 400);
}

TEST_CASE("a gzip body that was changed or goes on with something else is refused") {
  const std::string packed = gzip(lines(20));
  CHECK(decode(packed + "x").status == 400);
  CHECK(decode(packed + std::string(8, '\0')).status == 400);
  const std::string overflowing = gzip(std::string(200'000, 'x')).replace(150, 4, "junk");
  CHECK(decode(overflowing, 1000).status == 413);
  CHECK(decode("{\"order_id\":1}").status == 400);
  for (const std::size_t at : {packed.size() / 2, packed.size() - 6, packed.size() - 2}) {
    std::string changed = packed;
    changed[at] = static_cast<char>(changed[at] ^ 0x10);
    CHECK(decode(changed).status == 400);
  }
}

TEST_CASE("no more is unpacked than a body may have") {
  const std::string packed = gzip(std::string(1'000'000, 'x'));
  CHECK(packed.size() < 2000);
  CHECK(decode(packed, 1'000'000).body.size() == 1'000'000);
  CHECK(decode(packed, 999'999).status == 413);
  CHECK(decode(gzip("abc") + gzip("defg"), 6).status == 413);
  CHECK(decode_in_pieces(Coding::identity, "abcdef", 5, 2).status == 413);
  CHECK(decode_in_pieces(Coding::identity, "abcdef", 6, 2).body == "abcdef");
}

}  // namespace suggestd::http
