#include "http/content_coding.h"

#include <catch2/catch.hpp>

#include "http/wire/body_decoder.h"

namespace suggestd::http {
namespace {

Head head_with(std::string_view accept_encoding) {
  Head head;
  if (!accept_encoding.empty()) head.fields.push_back({"accept-encoding", accept_encoding});
  return head;
}

std::string value_of(const Response& response, std::string_view name) {
  for (const auto& [header, value] : response.headers) {
    if (header == name) return value;
  }
  return "";
}

Response large_json() { return json_response(200, "[" + std::string(kLeastPackedBytes, '1') + "]"); }

}  // namespace

TEST_CASE("gzip is sent to a client that takes it and likes nothing more") {
  const auto [header, gzip] = GENERATE(table<std::string, bool>({
      {"", false},
      {"gzip", true},
      {"GZip", true},
      {"x-gzip", true},
      {"br, gzip;q=0.8", true},
      {"gzip;q=0", false},
      {"gzip ; q=0.000", false},
      {"gzip;Q=0.001", true},
      {"*", true},
      {"*;q=0", false},
      {"*;q=0, gzip", true},
      {"gzip;q=0, *", false},
      {"identity, gzip;q=0.5", false},
      {"identity;q=0.5, gzip", true},
      {"identity", false},
      {"deflate, br", false},
      {"gzip;q=2", false},
      {"gzip;q=", false},
      {"gzip;q=0.1234", false},
      {"gzip;level=9", false},
      {",, gzip ,", true},
  }));
  CAPTURE(header);
  CHECK(prefers_gzip(head_with(header)) == gzip);
}

TEST_CASE("several header lines are one list") {
  Head head = head_with("br");
  head.fields.push_back({"Accept-Encoding", "gzip"});
  CHECK(prefers_gzip(head));
}

TEST_CASE("a packed answer unpacks to what it was, and tells caches what it depends on") {
  const Response plain = large_json();
  Response response = large_json();
  pack_answer(response, head_with("gzip"));
  CHECK(response.body.size() < plain.body.size() / 2);
  CHECK(value_of(response, "Content-Encoding") == "gzip");
  CHECK(value_of(response, "Vary") == "Accept-Encoding");
  std::string unpacked;
  BodyDecoder decoder(Coding::gzip, 1 << 20);
  REQUIRE(!decoder.append(response.body, unpacked));
  REQUIRE(!decoder.finish());
  CHECK(unpacked == plain.body);
}

TEST_CASE("a client that does not take gzip gets the plain bytes, and caches are told all the same") {
  Response response = large_json();
  pack_answer(response, head_with("br"));
  CHECK(response.body == large_json().body);
  CHECK(value_of(response, "Content-Encoding").empty());
  CHECK(value_of(response, "Vary") == "Accept-Encoding");
}

TEST_CASE("small answers, tagged ones and streams are never packed") {
  Response small = json_response(200, "{}");
  Response tagged = large_json();
  tagged.header("ETag", "\"1:5\"");
  Response stream = large_json();
  stream.content_type = "text/event-stream; charset=utf-8";
  stream.stream = [](StreamSink&) {};
  for (Response* response : {&small, &tagged, &stream}) {
    pack_answer(*response, head_with("gzip"));
    CHECK(value_of(*response, "Content-Encoding").empty());
    CHECK(value_of(*response, "Vary").empty());
  }
}

}  // namespace suggestd::http
