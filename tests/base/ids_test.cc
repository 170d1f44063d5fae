#include "base/ids.h"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

namespace suggestd {

TEST_CASE("a position survives its text form") {
  const Position position{Epoch{3}, Sequence{104857}};
  CHECK(to_text(position) == "3:104857");
  CHECK(parse_position("3:104857").value() == position);
}

TEST_CASE("a bad position is refused with an example") {
  const std::string bad =
      GENERATE("", "7", ":", "1:", ":1", "0:1", "1:-1", "1:1 ", "a:1", "1:18446744073709551616");
  const auto parsed = parse_position(bad);
  REQUIRE_FALSE(parsed.ok());
  CHECK(parsed.error().message().find("1:104857") != std::string::npos);
}

TEST_CASE("positions order by epoch first") {
  CHECK(Position{Epoch{1}, Sequence{9}} < Position{Epoch{2}, Sequence{1}});
  CHECK(Position{Epoch{2}, Sequence{1}} < Position{Epoch{2}, Sequence{2}});
}

TEST_CASE("an id is 1 to 256 bytes of UTF-8 without control characters") {
  CHECK(check_id("x").ok());
  CHECK(check_id("größe/42 \xF0\x9F\x8D\xB5").ok());
  CHECK(check_id(std::string(256, 'a')).ok());

  const std::vector<std::pair<std::string, std::string>> bad = {
      {"", "empty"},
      {std::string(257, 'a'), "257 bytes"},
      {"tab\there", "control"},
      {std::string("nul\0", 4), "control"},
      {"\x7F", "control"},
      {"\xC3", "UTF-8"},
      {"\xC0\x80", "UTF-8"},          // overlong
      {"\xED\xA0\x80", "UTF-8"},      // surrogate
      {"\xF4\x90\x80\x80", "UTF-8"},  // beyond U+10FFFF
      {"\xFF", "UTF-8"},
  };
  for (const auto& [id, reason] : bad) {
    const Status status = check_id(id);
    INFO(reason);
    REQUIRE_FALSE(status.ok());
    CHECK(status.error().message().find(reason) != std::string::npos);
  }
}

}  // namespace suggestd
