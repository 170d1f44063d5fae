#include "access/verification_key.h"

#include <openssl/core_names.h>

#include "access/signed_tokens.h"

namespace suggestd::http {
namespace {

constexpr TokenAlgorithm kAll[] = {TokenAlgorithm::hs256, TokenAlgorithm::rs256, TokenAlgorithm::es256,
                                   TokenAlgorithm::eddsa};

TEST_CASE("a key verifies what its owner signed, and nothing else") {
  for (const TokenAlgorithm algorithm : kAll) {
    INFO(token_algorithm_name(algorithm));
    const Signer signer(algorithm);
    const VerificationKey key = signer.verification_key();
    CHECK(key.algorithm() == algorithm);
    const std::string signature = signer.sign("message");
    CHECK(key.verifies("message", signature));
    CHECK_FALSE(key.verifies("messagf", signature));
    CHECK_FALSE(key.verifies("message", ""));
    CHECK_FALSE(key.verifies("message", signature.substr(1)));
    CHECK_FALSE(key.verifies("message", signature + "x"));
    for (std::size_t i = 0; i < signature.size(); ++i) {
      std::string other = signature;
      other[i] = static_cast<char>(other[i] ^ 1);
      CHECK_FALSE(key.verifies("message", other));
    }
  }
}

TEST_CASE("a pair's other half of a foreign pair verifies nothing") {
  for (const TokenAlgorithm algorithm :
       {TokenAlgorithm::rs256, TokenAlgorithm::es256, TokenAlgorithm::eddsa}) {
    const Signer mine(algorithm);
    const Signer foreign(algorithm);
    CHECK_FALSE(mine.verification_key().verifies("message", foreign.sign("message")));
  }
}

TEST_CASE("zeros are no ES256 signature") {
  const VerificationKey key = Signer(TokenAlgorithm::es256).verification_key();
  CHECK_FALSE(key.verifies("message", std::string(64, '\0')));
}

TEST_CASE("a key that is weak, of another kind or private is refused") {
  const Signer rsa(TokenAlgorithm::rs256);
  const Signer curve(TokenAlgorithm::es256);
  CHECK_FALSE(VerificationKey::of_secret(std::string(31, 's')).ok());
  CHECK_FALSE(VerificationKey::of_secret(std::string(513, 's')).ok());
  CHECK_FALSE(VerificationKey::of_pem(TokenAlgorithm::rs256, Signer(TokenAlgorithm::rs256, 1024).pem()).ok());
  CHECK_FALSE(VerificationKey::of_pem(TokenAlgorithm::rs256, curve.pem()).ok());
  CHECK_FALSE(VerificationKey::of_pem(TokenAlgorithm::es256, rsa.pem()).ok());
  CHECK_FALSE(VerificationKey::of_pem(TokenAlgorithm::eddsa, curve.pem()).ok());
  CHECK_FALSE(VerificationKey::of_pem(TokenAlgorithm::hs256, rsa.pem()).ok());
  CHECK_FALSE(VerificationKey::of_pem(TokenAlgorithm::rs256, "").ok());
  CHECK_FALSE(
      VerificationKey::of_pem(TokenAlgorithm::es256, Signer(EVP_EC_gen("P-384"), TokenAlgorithm::es256).pem())
          .ok());
  const auto secret_half = VerificationKey::of_pem(TokenAlgorithm::es256, curve.private_pem());
  REQUIRE_FALSE(secret_half.ok());
  CHECK(secret_half.error().message().find("private") != std::string::npos);
}

std::string part_of(const Signer& signer, const char* name) {
  BIGNUM* number = nullptr;
  REQUIRE(EVP_PKEY_get_bn_param(signer.key(), name, &number) == 1);
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
  if (std::string_view(name) == OSSL_PKEY_PARAM_EC_PUB_X ||
      std::string_view(name) == OSSL_PKEY_PARAM_EC_PUB_Y)
    bytes.resize(32);
  BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  BN_free(number);
  return encode_base64url(bytes);
}

Json jwk_of(const Signer& signer, TokenAlgorithm algorithm) {
  if (algorithm == TokenAlgorithm::hs256) return {{"kty", "oct"}, {"k", encode_base64url(kSecret)}};
  if (algorithm == TokenAlgorithm::rs256) {
    return {{"kty", "RSA"},
            {"n", part_of(signer, OSSL_PKEY_PARAM_RSA_N)},
            {"e", part_of(signer, OSSL_PKEY_PARAM_RSA_E)}};
  }
  if (algorithm == TokenAlgorithm::es256) {
    return {{"kty", "EC"},
            {"crv", "P-256"},
            {"x", part_of(signer, OSSL_PKEY_PARAM_EC_PUB_X)},
            {"y", part_of(signer, OSSL_PKEY_PARAM_EC_PUB_Y)}};
  }
  std::string raw(32, '\0');
  std::size_t length = raw.size();
  REQUIRE(EVP_PKEY_get_raw_public_key(signer.key(), reinterpret_cast<unsigned char*>(raw.data()), &length) ==
          1);
  return {{"kty", "OKP"}, {"crv", "Ed25519"}, {"x", encode_base64url(raw)}};
}

TEST_CASE("a JSON Web Key is the same key as its PEM") {
  for (const TokenAlgorithm algorithm : kAll) {
    INFO(token_algorithm_name(algorithm));
    const Signer signer(algorithm);
    Json jwk = jwk_of(signer, algorithm);
    const auto key = VerificationKey::of_jwk(jwk);
    REQUIRE(key.ok());
    CHECK(key->algorithm() == algorithm);
    CHECK(key->pem() == signer.verification_key().pem());
    CHECK(key->verifies("message", signer.sign("message")));
    jwk["alg"] = algorithm == TokenAlgorithm::rs256 ? "PS256" : "RS256";
    CHECK_FALSE(VerificationKey::of_jwk(jwk).ok());
    jwk["alg"] = token_algorithm_name(algorithm);
    CHECK(VerificationKey::of_jwk(jwk).ok());
    if (algorithm == TokenAlgorithm::hs256) continue;
    jwk["d"] = "AQAB";
    CHECK_FALSE(VerificationKey::of_jwk(jwk).ok());
  }
}

TEST_CASE("a JSON Web Key that lacks something, or has too much, is refused") {
  const Signer curve(TokenAlgorithm::es256);
  Json off_curve = jwk_of(curve, TokenAlgorithm::es256);
  off_curve["y"] = off_curve["x"];
  CHECK_FALSE(VerificationKey::of_jwk(off_curve).ok());
  Json huge = jwk_of(Signer(TokenAlgorithm::rs256), TokenAlgorithm::rs256);
  huge["n"] = std::string(100'000, 'A');
  CHECK_FALSE(VerificationKey::of_jwk(huge).ok());
  const char* text = GENERATE("{}", "[]", "7", R"({"kty":"oct"})", R"({"kty":"oct","k":"c2hvcnQ"})",
                              R"({"kty":"RSA","n":"AQAB"})", R"({"kty":"EC","crv":"P-256"})",
                              R"({"kty":"OKP","crv":"X25519","x":"AAAA"})", R"({"kty":["RSA"]})");
  INFO(text);
  CHECK_FALSE(VerificationKey::of_jwk(Json::parse(text)).ok());
}

}  // namespace
}  // namespace suggestd::http
