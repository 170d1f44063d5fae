#include "http/handlers/dashboard.h"

#include <zlib.h>

#include <catch2/catch.hpp>

#include "http/two_shops.h"

namespace suggestd::http {
namespace {

constexpr std::string_view kScript = "console.log(1)\n";

std::string gzip_of(std::string_view text) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string in(text);
  std::string out(200, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

Request request_with(const Headers& headers) {
  Request request;
  request.header = [&headers](std::string_view name) {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string_view() : std::string_view(found->second);
  };
  return request;
}

}  // namespace

TEST_CASE("a file of the dashboard is sent packed, or unpacked to a client that can't unpack it") {
  const std::string packed = gzip_of(kScript);
  const StaticFile file{"app.js", "text/javascript; charset=utf-8", packed, "abc"};
  const std::span files(&file, 1);

  Headers headers{{"Accept-Encoding", "br, gzip"}};
  const auto gzip = static_answer(request_with(headers), files, "app.js");
  REQUIRE(gzip.ok());
  CHECK(gzip->body == packed);
  CHECK(gzip->content_type == file.content_type);
  CHECK(TwoShops::header(*gzip, "Content-Encoding") == "gzip");
  CHECK(TwoShops::header(*gzip, "ETag") == "\"abc\"");

  headers["Accept-Encoding"] = "identity";
  const auto plain = static_answer(request_with(headers), files, "app.js");
  REQUIRE(plain.ok());
  CHECK(plain->body == kScript);
  CHECK(TwoShops::header(*plain, "Content-Encoding").empty());
  CHECK(TwoShops::header(*plain, "ETag") == "\"abc-plain\"");
  CHECK(TwoShops::header(*plain, "Vary") == "Accept-Encoding");
  CHECK(TwoShops::header(*plain, "Content-Security-Policy")
            .starts_with("default-src 'none'; script-src 'self';"));
  CHECK(TwoShops::header(*plain, "X-Content-Type-Options") == "nosniff");
  CHECK(TwoShops::header(*plain, "Referrer-Policy") == "no-referrer");

  headers["If-None-Match"] = "\"abc-plain\"";
  CHECK(static_answer(request_with(headers), files, "app.js")->status == 304);
  headers["If-None-Match"] = "\"abc\"";
  CHECK(static_answer(request_with(headers), files, "app.js")->status == 200);
  CHECK(static_answer(request_with(headers), files, "no.js").error().kind() == ErrorKind::not_found);
}

TEST_CASE("the page is on the administrators' listener alone, and needs no key") {
  TwoShops at;
  const Route& page = TwoShops::route("GET", "/");
  CHECK(page.serves == Serves::admin);
  const Response answer = at.ask(page, "/", {});
  CHECK(answer.status == 200);
  CHECK(answer.content_type == "text/html; charset=utf-8");
  CHECK(TwoShops::header(answer, "Content-Security-Policy").ends_with("frame-ancestors 'none'"));
  CHECK(at.ask(TwoShops::route("GET", "/dashboard/{file}"), "/dashboard/..%2Fetc", {}).status == 404);
}

}  // namespace suggestd::http
