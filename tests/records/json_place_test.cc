#include "records/json_place.h"

#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include "records/json_reader.h"

using namespace suggestd;

namespace {

std::string fault_of(std::string_view text) {
  const auto parsed = parse_json(text);
  REQUIRE(!parsed.ok());
  return parsed.error().fields().front().detail;
}

}  // namespace

TEST_CASE("a fault in JSON is told with its line, its column and what stands there") {
  const auto [text, detail] = GENERATE(table<std::string, std::string>({
      {"{\n  \"a\": 1,\n}",
       "is no JSON at line 3, column 1: \"}\" can't stand there; a comma stands before it and "
       "nothing follows"},
      {"{'a':1}",
       "is no JSON at line 1, column 2: \"'a'\" can't stand there; texts and names stand in double quotes"},
      {"{\"\xC3\xA4\": x}", "is no JSON at line 1, column 7: \"x\" can't stand there"},
      {"{\"a\":1 \"b\":2}",
       "is no JSON at line 1, column 8: \"\\\"b\" can't stand there; a comma or a colon may be missing "
       "before "
       "it"},
      {"{\"a\":1}\n{\"b\":2}",
       "is no JSON at line 2, column 1: \"{\" can't stand there; several documents go one a "
       "line, as application/x-ndjson"},
      {"{\"a\":NaN}", "is no JSON at line 1, column 6: \"NaN\" can't stand there"},
      {"{\"a\":\"x\ny\"}",
       "is no JSON at line 1, column 8: \"\\ny\" can't stand there; a control character within a "
       "text is written as \\n, \\t or \\u0000"},
      {"{\"a\":1", "is no whole JSON: it ends at line 1, column 7 with something left open"},
      {"{\"a\":\"caf\xE9\"}", "is not UTF-8 at line 1, column 10: byte 0xE9; send it as UTF-8"},
      {std::string("{\"a\":\n\0}", 8), "is no JSON at line 2, column 1: there is a NUL"},
  }));
  CHECK(fault_of(text) == detail);
}

TEST_CASE("what is no text of JSON at all is told by how it begins") {
  CHECK(fault_of("") == "is empty");
  CHECK(fault_of(" \r\n") == "holds nothing but blanks");
  CHECK(fault_of("\x1F\x8B\x08") == "is packed with gzip: send it with 'Content-Encoding: gzip'");
  CHECK(fault_of("\xFF\xFE{") == "is UTF-16: send it as UTF-8");
  CHECK(fault_of("<?xml version=\"1.0\"?>") == "is XML or HTML: send JSON");
}

TEST_CASE("whatever the bytes, a fault is told without reading beyond them") {
  CHECK(rc::check([](const std::string& text) {
    const auto parsed = parse_json(text);
    if (!parsed.ok()) RC_ASSERT(!parsed.error().fields().front().detail.empty());
  }));
}
