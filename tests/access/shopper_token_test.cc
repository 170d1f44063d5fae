#include "access/shopper_token.h"

#include "access/limits.h"
#include "access/signed_tokens.h"

namespace suggestd::http {
namespace {

const Timestamp kNow{std::chrono::seconds(1'800'000'000)};
constexpr std::string_view kClaims = R"({"sub":"u1","aud":"default","exp":1800000300})";

Status checked(const std::string& text, const VerificationKey& key, Timestamp at = kNow) {
  const auto token = read_token(text);
  if (!token) return token.error();
  return check_token(*token, key, at);
}

TEST_CASE("a token of each algorithm says whose it is") {
  for (const TokenAlgorithm algorithm :
       {TokenAlgorithm::hs256, TokenAlgorithm::rs256, TokenAlgorithm::es256, TokenAlgorithm::eddsa}) {
    INFO(token_algorithm_name(algorithm));
    const Signer signer(algorithm);
    const std::string text = token_of(signer, header_of(algorithm), kClaims);
    const auto token = read_token(text);
    REQUIRE(token.ok());
    CHECK(token->user_id == "u1");
    CHECK(token->shop == "default");
    CHECK(token->key_id == "k1");
    CHECK(check_token(*token, signer.verification_key(), kNow).ok());
    CHECK_FALSE(
        check_token(*token,
                    Signer(algorithm == TokenAlgorithm::eddsa ? TokenAlgorithm::es256 : TokenAlgorithm::eddsa)
                        .verification_key(),
                    kNow)
            .ok());
  }
}

TEST_CASE("the key decides the algorithm: a public key is no secret") {
  const Signer signer(TokenAlgorithm::rs256);
  const std::string message =
      encode_base64url(header_of(TokenAlgorithm::hs256)) + "." + encode_base64url(kClaims);
  const std::string forged = message + "." + encode_base64url(Signer::code(signer.pem(), message));
  const Status met = checked(forged, signer.verification_key());
  REQUIRE_FALSE(met.ok());
  CHECK(met.error().message().find("RS256") != std::string::npos);
  const std::string renamed =
      encode_base64url(header_of(TokenAlgorithm::rs256)) + forged.substr(forged.find('.'));
  CHECK_FALSE(checked(renamed, signer.verification_key()).ok());
}

TEST_CASE("none is no algorithm, in any spelling") {
  const Signer signer(TokenAlgorithm::hs256);
  for (const char* name : {"none", "None", "NONE", "nOnE", "", "hs256", "HS512"}) {
    INFO(name);
    const std::string header = fmt::format(R"({{"alg":"{}","kid":"k1"}})", name);
    CHECK_FALSE(checked(token_of(signer, header, kClaims), signer.verification_key()).ok());
    const std::string unsigned_text = encode_base64url(header) + "." + encode_base64url(kClaims) + ".";
    CHECK_FALSE(checked(unsigned_text, signer.verification_key()).ok());
  }
}

TEST_CASE("a token holds for as long as it says, and for a day at most") {
  const Signer signer(TokenAlgorithm::hs256);
  const auto [claims, good] = GENERATE(table<const char*, bool>({
      {R"({"sub":"u","aud":"s","exp":1800000001})", true},
      {R"({"sub":"u","aud":["s"],"exp":1800000000.5})", true},
      {R"({"sub":"u","aud":"s","exp":1799999941})", true},   // within the leeway
      {R"({"sub":"u","aud":"s","exp":1799999940})", false},  // at its end
      {R"({"sub":"u","aud":"s","exp":1800086460})", true},
      {R"({"sub":"u","aud":"s","exp":1800086461})", false},
      {R"({"sub":"u","aud":"s","exp":1800000300,"nbf":1800000060,"iat":1800000060})", true},
      {R"({"sub":"u","aud":"s","exp":1800000300,"nbf":1800000061})", false},
      {R"({"sub":"u","aud":"s","exp":1800000300,"iat":1800000061})", false},
      {R"({"sub":"u","aud":"s","exp":1800000300,"nbf":"soon"})", false},
      {R"({"sub":"u","aud":"s"})", false},
      {R"({"sub":"u","aud":"s","exp":null})", false},
      {R"({"sub":"u","aud":"s","exp":"1800000300"})", false},
      {R"({"sub":"u","aud":"s","exp":1e300})", false},
      {R"({"sub":"u","aud":"s","exp":-1})", false},
      {R"({"sub":"u","aud":"s","exp":1800000300,"exp":1800000301})", false},
      {R"({"sub":"","aud":"s","exp":1800000300})", false},
      {R"({"sub":7,"aud":"s","exp":1800000300})", false},
      {R"({"aud":"s","exp":1800000300})", false},
      {R"({"sub":"u","exp":1800000300})", false},
      {R"({"sub":"u","aud":[],"exp":1800000300})", false},
      {R"({"sub":"u","aud":["s","t"],"exp":1800000300})", false},
      {R"(["sub"])", false},
  }));
  INFO(claims);
  const Status met =
      checked(token_of(signer, header_of(TokenAlgorithm::hs256), claims), signer.verification_key());
  if (!met) INFO(met.error().message());
  CHECK(met.ok() == good);
  if (!met) CHECK(met.error().kind() == ErrorKind::denied);
}

TEST_CASE("a header that asks for more than a signature is refused") {
  const Signer signer(TokenAlgorithm::hs256);
  const auto [header, good] = GENERATE(table<const char*, bool>({
      {R"({"alg":"HS256","kid":"k1"})", true},
      {R"({"alg":"HS256","kid":"k1","jku":"https://evil.example/keys","jwk":{"kty":"oct"}})", true},
      {R"({"alg":"HS256"})", false},
      {R"({"alg":"HS256","kid":""})", false},
      {R"({"alg":"HS256","kid":7})", false},
      {R"({"alg":"HS256","kid":"k1","crit":["exp"]})", false},
      {R"({"alg":"HS256","kid":"k1","typ":"JWE"})", false},
      {R"({"alg":["HS256"],"kid":"k1"})", false},
      {"not json", false},
  }));
  INFO(header);
  CHECK(checked(token_of(signer, header, kClaims), signer.verification_key()).ok() == good);
}

TEST_CASE("a text that is no token is refused, however long") {
  const Signer signer(TokenAlgorithm::hs256);
  const std::string good = token_of(signer, header_of(TokenAlgorithm::hs256), kClaims);
  REQUIRE(checked(good, signer.verification_key()).ok());
  for (const std::string& text :
       {std::string(), std::string(".."), good.substr(0, good.rfind('.')), good + ".x", good + "=",
        " " + good, good.substr(0, good.size() - 1), std::string(limits::kTokenBytes.most + 1, '.'),
        encode_base64url(std::string(3000, '[')) + ".e30.AA"}) {
    CHECK_FALSE(checked(text, signer.verification_key()).ok());
  }
  CHECK(looks_like_token(good));
  CHECK_FALSE(looks_like_token("suggestd_shop_abc"));
}

}  // namespace
}  // namespace suggestd::http
