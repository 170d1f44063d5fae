#include "access/origin.h"

#include <catch2/catch.hpp>

namespace suggestd::http {
namespace {

TEST_CASE("an origin is written as browsers do") {
  const auto [text, origin] = GENERATE(table<const char*, const char*>({
      {"https://shop.example", "https://shop.example"},
      {"HTTPS://Shop.Example:443", "https://shop.example"},
      {"http://localhost:8080", "http://localhost:8080"},
      {"http://shop.example:80", "http://shop.example"},
      {"https://shop.example:80", "https://shop.example:80"},
      {"http://[::1]:3000", "http://[::1]:3000"},
      {"https://[2001:DB8::1]", "https://[2001:db8::1]"},
      {"https://xn--bcher-kva.example", "https://xn--bcher-kva.example"},
  }));
  INFO(text);
  const auto read = parse_origin(text);
  REQUIRE(read.ok());
  CHECK(*read == origin);
}

TEST_CASE("what is no origin is refused with an example of one") {
  const std::string text =
      GENERATE("", "*", "null", "shop.example", "https://", "https://*.shop.example", "https://shop.example/",
               "https://shop.example/cart", "https://user@shop.example", "ftp://shop.example",
               "https://shop.example:", "https://shop.example:0", "https://shop.example:65536",
               "https://shop.example:80x", "https://shop.example?x", "https://shop.example#x", "https://a b",
               "https://[::1", "https://[zz]", "https://.example", " https://shop.example",
               "https://b\xc3\xbc"
               "cher.example",
               "file:///etc");
  INFO(text);
  const auto read = parse_origin(text);
  REQUIRE_FALSE(read.ok());
  CHECK(read.error().kind() == ErrorKind::invalid);
  CHECK(read.error().message().find("https://shop.example") != std::string::npos);
  CHECK(parse_origin("https://shop.example/").error().message().find("has a path") != std::string::npos);
  CHECK_FALSE(parse_origin("https://" + std::string(1000, 'a')).ok());
}

}  // namespace
}  // namespace suggestd::http
