#include "access/visitor_id.h"

#include <array>

#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include "base/base64url.h"
#include "base/secret.h"

namespace suggestd::http {
namespace {

TEST_CASE("a random id of each shape is one that a page may name") {
  for (int i = 0; i < 20; ++i) {
    std::array<std::uint8_t, 16> bytes{};
    fill_random(bytes);
    const std::string hex = to_hex(bytes);
    const std::string uuid = hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" +
                             hex.substr(16, 4) + "-" + hex.substr(20);
    const std::string base64 = encode_base64url({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    REQUIRE(base64.size() == 22);
    for (const std::string& id : {hex, uuid, base64}) {
      INFO(id);
      const auto visitor = VisitorId::parse(id);
      REQUIRE(visitor.ok());
      CHECK(visitor->text() == id);
    }
  }
}

TEST_CASE("what could be guessed is refused with the shapes") {
  const std::string id = GENERATE(
      "", "12680", "1234567890.1234567890", "guest", "user@shop.example", "Vk3nYv2u0cW1k8sQeZ4b7",
      "0123456789abcdef0123456789abcde", "12345678901234567890123456789012345678",
      "00000000-0000-0000-0000-000000000000", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "abcabcabcabcabcabcabcabc",
      "Vk3nYv2u0cW1k8sQeZ4b7 A", "Vk3nYv2u0cW1k8sQeZ4b7=A", "01234567-89ab-cdef-0123-456789abcde",
      "1234-5678-9012-3456-7890-1234", std::string(300, 'x').append("abcdefgh"));
  INFO(id);
  const auto visitor = VisitorId::parse(id);
  REQUIRE_FALSE(visitor.ok());
  CHECK(visitor.error().kind() == ErrorKind::denied);
  CHECK(visitor.error().message().find("UUID") != std::string::npos);
}

}  // namespace
}  // namespace suggestd::http
