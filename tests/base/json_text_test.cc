#include "base/json_text.h"

#include <limits>

#include <rapidcheck.h>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace suggestd;

namespace {

std::string json_quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

}  // namespace

TEST_CASE("a written text is read back the same by another parser") {
  const std::string text = GENERATE("", "plain", "quote \" back \\ slash /", "line\n\r\ttab", "\x01\x1f\x7f",
                                    "Grüße, 東京 🛒", "\xEF\xBF\xBD");
  CHECK(nlohmann::json::parse(json_quoted(text)).get<std::string>() == text);
}

TEST_CASE("any bytes make valid JSON") {
  const bool good =
      rc::check("append_json_string always writes valid UTF-8 JSON", [](const std::string& bytes) {
        RC_ASSERT(nlohmann::json::parse(json_quoted(bytes), nullptr, false).is_string());
      });
  CHECK(good);
}

TEST_CASE("bytes that are no UTF-8 become the replacement character") {
  CHECK(json_quoted("a\xFFz") == "\"a\xEF\xBF\xBDz\"");
  CHECK(json_quoted("\xED\xA0\x80") == "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");  // a surrogate
}

TEST_CASE("the writer puts commas where they belong") {
  std::string out;
  JsonWriter(out)
      .begin_object()
      .member("a", 1)
      .key("list")
      .begin_array()
      .value("x")
      .begin_object()
      .end_object()
      .value(true)
      .null()
      .end_array()
      .member("f", 0.25)
      .key("raw")
      .raw("[1]")
      .end_object();
  CHECK(out == R"({"a":1,"list":["x",{},true,null],"f":0.25,"raw":[1]})");
}

TEST_CASE("numbers are the shortest that read back, and never invalid JSON") {
  std::string out;
  append_json_number(out, 0.1F);
  out += ' ';
  append_json_number(out, std::numeric_limits<double>::infinity());
  out += ' ';
  append_json_number(out, std::numeric_limits<std::uint64_t>::max());
  CHECK(out == "0.1 null 18446744073709551615");
}
