#include "outbound/signature.h"

#include <catch2/catch.hpp>

using namespace suggestd;
using namespace suggestd::outbound;

namespace {

const std::string& value(const CallHeaders& headers, std::string_view name) {
  for (const auto& [known, text] : headers)
    if (known == name) return text;
  FAIL("no header " << name);
  throw std::logic_error("unreachable");
}

}  // namespace

// Calculated with Python's hmac and base64 modules.
TEST_CASE("a message is signed as the standard says") {
  const Timestamp at{std::chrono::seconds(1'614'265'330)};
  const CallHeaders headers =
      signed_headers("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_1", at, R"({"a":1})");
  CHECK(value(headers, "webhook-id") == "msg_1");
  CHECK(value(headers, "webhook-timestamp") == "1614265330");
  CHECK(value(headers, "webhook-signature") == "v1,8WmO9OATkSvjxs+eEJolmK2V9ge32ryGE0kSd4GZiDY=");
  const CallHeaders plain = signed_headers("a text of twenty-four bytes", "msg_1", at, R"({"a":1})");
  CHECK(value(plain, "webhook-signature") == "v1,ASaujXkz6nFgBSrdvvdQ6QYXuE4wblK1vMKMPaSxJfw=");
}

TEST_CASE("a secret that is too short, too long or half encoded is refused with what to do") {
  CHECK(check_signing_secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
  CHECK(check_signing_secret(std::string(24, 's')));
  CHECK_FALSE(check_signing_secret(""));
  CHECK_FALSE(check_signing_secret(std::string(23, 's')));
  CHECK_FALSE(check_signing_secret(std::string(257, 's')));
  CHECK_FALSE(check_signing_secret("whsec_"));
  CHECK_FALSE(check_signing_secret("whsec_MfKQ9r8G!"));
  CHECK_FALSE(check_signing_secret("whsec_" + std::string(100, 'A')));
  CHECK_THAT(check_signing_secret("short").error().message(), Catch::Contains("openssl rand"));
}
