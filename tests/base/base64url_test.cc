#include "base/base64url.h"

#include <rapidcheck.h>
#include <catch2/catch.hpp>

namespace suggestd {
namespace {

TEST_CASE("bytes survive base64url, and each has one text") {
  CHECK(rc::check([](const std::string& bytes) {
    const std::string text = encode_base64url(bytes);
    RC_ASSERT(text.find_first_of("+/=") == std::string::npos);
    RC_ASSERT(decode_base64url(text) == bytes);
  }));
}

TEST_CASE("what is no base64url is told from it") {
  CHECK(decode_base64url("") == "");
  CHECK(decode_base64url("-_8") == "\xfb\xff");
  const char* text = GENERATE("A", "AA=", "AA==", "A A", "AA\n", "+/8", "AB", "AAB", "AAAAA", "\xc3\xa9");
  INFO(text);
  CHECK_FALSE(decode_base64url(text).has_value());
}

}  // namespace
}  // namespace suggestd
