#include "access/one_time_code.h"

#include <catch2/catch.hpp>

using namespace suggestd;
using namespace suggestd::http;

namespace {

// "12345678901234567890", the secret of RFC 6238, appendix B.
constexpr std::string_view kSecret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

Timestamp at(std::int64_t seconds) { return Timestamp(std::chrono::seconds(seconds)); }

}  // namespace

TEST_CASE("codes are those of RFC 6238, appendix B") {
  const auto [seconds, code] = GENERATE(table<std::int64_t, std::string>({
      {59, "287082"},
      {1111111109, "081804"},
      {1111111111, "050471"},
      {1234567890, "005924"},
      {2000000000, "279037"},
      {20000000000, "353130"},
  }));
  CHECK(code_at(kSecret, code_step(at(seconds))) == code);
}

TEST_CASE("a code is good for its step and the neighbours, and once") {
  const std::int64_t step = code_step(at(1111111111));
  const std::string code = code_at(kSecret, step);
  CHECK(step_of_code(kSecret, code, at(1111111111), 0) == step);
  CHECK(step_of_code(kSecret, code, at(1111111111 + 30), 0) == step);
  CHECK(step_of_code(kSecret, code, at(1111111111 - 30), 0) == step);
  CHECK_FALSE(step_of_code(kSecret, code, at(1111111111 + 60), 0));
  CHECK_FALSE(step_of_code(kSecret, code, at(1111111111 - 60), 0));
  CHECK_FALSE(step_of_code(kSecret, code, at(1111111111), step));
  CHECK_FALSE(step_of_code(kSecret, code_at(kSecret, step - 1), at(1111111111), step));
  for (const std::string_view wrong : {"", "05047", "0504711", "000000", "abcdef"})
    CHECK_FALSE(step_of_code(kSecret, wrong, at(1111111111), 0));
}

TEST_CASE("a secret has 160 random bits in base 32, and its address holds it") {
  const std::string secret = make_code_secret();
  CHECK(secret.size() == 32);
  CHECK(secret.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == std::string::npos);
  CHECK(secret != make_code_secret());
  CHECK(code_address(kSecret, "ada@example.com") ==
        "otpauth://totp/suggestd:ada%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=suggestd"
        "&algorithm=SHA1&digits=6&period=30");
}
