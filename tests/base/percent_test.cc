#include "base/percent.h"

#include <rapidcheck.h>
#include <catch2/catch.hpp>

using namespace suggestd::http;

TEST_CASE("what is encoded decodes to the same bytes") {
  const bool good = rc::check("decode(encode(x)) == x", [](const std::string& text) {
    const std::string encoded = encode_percent(text);
    RC_ASSERT(encoded.find('/') == std::string::npos);
    RC_ASSERT(*decode_percent(encoded) == text);
    RC_ASSERT(*decode_query_part(encoded) == text);
  });
  CHECK(good);
}

TEST_CASE("plus is a blank in queries alone") {
  CHECK(*decode_query_part("a+b%2B") == "a b+");
  CHECK(*decode_percent("a+b") == "a+b");
}

TEST_CASE("a broken escape is refused") {
  CHECK_FALSE(decode_percent(GENERATE("%", "%1", "%g0", "a%0", "%%")).ok());
}
