#include "openid/id_token.h"

#include <nlohmann/json.hpp>

#include "access/signed_tokens.h"
#include "openid/limits.h"

namespace suggestd::openid {
namespace {

constexpr std::int64_t kSecond = 1'800'000'000;
const Timestamp kNow{std::chrono::seconds(kSecond)};
constexpr TokenTerms kTerms{"https://login.example", "us", "n1"};

// The claims of a good token, changed by `change`, a JSON merge patch.
Result<Identity> checked(std::string_view change = "{}", Timestamp at = kNow) {
  static const http::Signer kSigner(http::TokenAlgorithm::rs256);
  nlohmann::json claims = {{"iss", kTerms.issuer},  {"aud", "us"},           {"nonce", "n1"},
                           {"sub", "248289"},       {"iat", kSecond},        {"exp", kSecond + 300},
                           {"email", "Ada@B.test"}, {"email_verified", true}};
  claims.merge_patch(nlohmann::json::parse(change));
  const std::string text =
      http::token_of(kSigner, http::header_of(http::TokenAlgorithm::rs256), claims.dump());
  const auto token = read_id_token(text);
  if (!token) return token.error();
  return check_id_token(*token, kSigner.verification_key(), kTerms, at);
}

TEST_CASE("a good token says who it is") {
  const auto identity = checked();
  REQUIRE(identity.ok());
  CHECK(identity->issuer == kTerms.issuer);
  CHECK(identity->subject == "248289");
  CHECK(identity->email == "ada@b.test");
  CHECK(identity->email_verified);
}

TEST_CASE("an address counts as verified by true alone, and only if it is one") {
  for (const char* change :
       {R"({"email_verified":"true"})", R"({"email_verified":1})", R"({"email_verified":null})",
        R"({"email":"nobody"})", R"({"email":null})", R"({"email":["a@b.test"]})"}) {
    INFO(change);
    const auto identity = checked(change);
    REQUIRE(identity.ok());
    CHECK_FALSE(identity->email_verified);
  }
}

TEST_CASE("a token for somebody else, of somebody else or of another time is refused") {
  for (const char* change :
       {R"({"iss":"https://login.example/"})", R"({"iss":null})", R"({"aud":"them"})", R"({"aud":[]})",
        R"({"aud":["us","them"]})", R"({"azp":"them"})", R"({"azp":7})", R"({"aud":{"us":1}})",
        R"({"nonce":"n2"})", R"({"nonce":null})", R"({"sub":null})", R"({"sub":7})", R"({"exp":null})",
        R"({"iat":null})", R"({"exp":"soon"})", R"({"exp":1799999940})", R"({"iat":1799999340})",
        R"({"iat":1800000061})", R"({"nbf":1800000061})"}) {
    INFO(change);
    const auto identity = checked(change);
    REQUIRE_FALSE(identity.ok());
    CHECK(identity.error().kind() == ErrorKind::denied);
  }
}

TEST_CASE("clocks may differ by a minute") {
  for (const char* change :
       {R"({"exp":1799999941})", R"({"iat":1800000060})", R"({"nbf":1800000060})", R"({"iat":1799999341})"}) {
    INFO(change);
    CHECK(checked(change).ok());
  }
}

TEST_CASE("one of several clients is who the token names") {
  CHECK(checked(R"({"aud":["us"]})").ok());
  CHECK(checked(R"({"aud":["them","us"],"azp":"us"})").ok());
}

TEST_CASE("without a nonce of its own no sign-in is under way") {
  const http::Signer signer(http::TokenAlgorithm::hs256);
  const std::string text = http::token_of(
      signer, http::header_of(http::TokenAlgorithm::hs256),
      R"({"iss":"https://login.example","aud":"us","nonce":"","sub":"1","iat":1800000000,"exp":1800000300})");
  const auto token = read_id_token(text);
  REQUIRE(token.ok());
  CHECK_FALSE(
      check_id_token(*token, signer.verification_key(), {kTerms.issuer, kTerms.client_id, ""}, kNow).ok());
}

TEST_CASE("a token that is too long is not read") {
  CHECK_FALSE(read_id_token(std::string(limits::kIdTokenBytes.most - 1, 'a') + "..").ok());
}

}  // namespace
}  // namespace suggestd::openid
