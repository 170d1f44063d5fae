#include "base/hmac.h"

#include <catch2/catch.hpp>

using namespace suggestd;

// RFC 4231, test cases 2 and 6.
TEST_CASE("a code is the standard's") {
  CHECK(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(to_hex(hmac_sha256(std::string(131, '\xaa'),
                           "Test Using Larger Than Block-Size Key - Hash Key First")) ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_CASE("an empty text and an empty secret have codes too") {
  CHECK(hmac_sha256("", "") != hmac_sha256("a", ""));
  CHECK(hmac_sha256("", "a") != hmac_sha256("", ""));
}
