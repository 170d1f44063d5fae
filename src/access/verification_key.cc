#include "access/verification_key.h"

#include <array>
#include <climits>

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>

#include "base/base64url.h"
#include "base/hmac.h"

namespace suggestd::http {
namespace {

template <auto kFree>
struct Freed {
  template <class Thing>
  void operator()(Thing* thing) const noexcept {
    kFree(thing);
  }
};
using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using Bignum = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using Digest = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>>;
using ParamsBuilder = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using PublicKey = std::shared_ptr<EVP_PKEY>;

constexpr int kLeastRsaBits = 2048;
constexpr int kMostRsaBits = 4096;
constexpr std::size_t kCoordinateBytes = 32;  // of a point of P-256, and of each half of an ES256 signature
constexpr std::size_t kEd25519Bytes = 32;
constexpr std::string_view kNoKey =
    "is no public key of its algorithm: RS256 takes RSA of 2048 to 4096 bits, ES256 takes P-256, EdDSA takes "
    "Ed25519";

PublicKey owned(EVP_PKEY* key) {
  ERR_clear_error();  // the errors of this thread are told by our own words
  return key == nullptr ? nullptr : PublicKey(key, EVP_PKEY_free);
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());  // NOLINT: OpenSSL's bytes are unsigned
}

Bignum number_of(std::string_view bytes) {
  return Bignum(BN_bin2bn(bytes_of(bytes), static_cast<int>(bytes.size()), nullptr));
}

// The bytes of a JWK's member; "" if it is missing or no base64url.
std::string member(const Json& jwk, const char* name) {
  const auto found = jwk.find(name);
  if (found == jwk.end() || !found->is_string()) return "";
  return decode_base64url(found->get_ref<const std::string&>()).value_or("");
}

std::string_view word(const Json& jwk, const char* name) {
  const auto found = jwk.find(name);
  if (found == jwk.end() || !found->is_string()) return "";
  return found->get_ref<const std::string&>();
}

PublicKey key_of(const char* type, OSSL_PARAM_BLD* builder) {
  const Params params(OSSL_PARAM_BLD_to_param(builder));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  const bool made = params != nullptr && context != nullptr && EVP_PKEY_fromdata_init(context.get()) == 1 &&
                    EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) == 1;
  return owned(made ? key : nullptr);
}

PublicKey rsa_key(const Json& jwk) {
  const std::string modulus = member(jwk, "n");
  const std::string exponent = member(jwk, "e");
  constexpr std::size_t kMostBytes = kMostRsaBits / CHAR_BIT;
  if (modulus.empty() || exponent.empty() || modulus.size() > kMostBytes || exponent.size() > 8)
    return nullptr;
  const Bignum n = number_of(modulus);
  const Bignum e = number_of(exponent);
  const ParamsBuilder builder(OSSL_PARAM_BLD_new());
  if (OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1)
    return nullptr;
  return key_of("RSA", builder.get());
}

PublicKey curve_key(const Json& jwk) {
  constexpr char kUncompressed = 4;  // the first byte of a point that is written as x and y
  const std::string x = member(jwk, "x");
  const std::string y = member(jwk, "y");
  if (word(jwk, "crv") != "P-256" || x.size() != kCoordinateBytes || y.size() != kCoordinateBytes)
    return nullptr;
  const std::string point = std::string(1, kUncompressed) + x + y;
  const ParamsBuilder builder(OSSL_PARAM_BLD_new());
  if (OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) !=
          1)
    return nullptr;
  return key_of("EC", builder.get());
}

PublicKey edwards_key(const Json& jwk) {
  const std::string x = member(jwk, "x");
  if (word(jwk, "crv") != "Ed25519" || x.size() != kEd25519Bytes) return nullptr;
  return owned(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(x), x.size()));
}

bool is_p256(const EVP_PKEY* key) {
  std::array<char, 64> name{};
  std::size_t length = 0;
  if (EVP_PKEY_get_group_name(key, name.data(), name.size(), &length) != 1) return false;
  return std::string_view(name.data(), length) == "prime256v1";
}

bool fits(TokenAlgorithm algorithm, const EVP_PKEY* key) {
  switch (algorithm) {
    case TokenAlgorithm::hs256:
      return false;
    case TokenAlgorithm::rs256:
      return EVP_PKEY_is_a(key, "RSA") == 1 && EVP_PKEY_get_bits(key) >= kLeastRsaBits &&
             EVP_PKEY_get_bits(key) <= kMostRsaBits;
    case TokenAlgorithm::es256:
      return EVP_PKEY_is_a(key, "EC") == 1 && is_p256(key);
    case TokenAlgorithm::eddsa:
      return EVP_PKEY_is_a(key, "ED25519") == 1;
  }
  return false;
}

bool is_sound(EVP_PKEY* key) {
  const KeyContext context(EVP_PKEY_CTX_new(key, nullptr));
  return context != nullptr && EVP_PKEY_public_check(context.get()) == 1;
}

// An ES256 signature, two numbers side by side, as OpenSSL takes it; "" if it has another length.
std::string der_of(std::string_view signature) {
  if (signature.size() != 2 * kCoordinateBytes) return "";
  const std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>> numbers(ECDSA_SIG_new());
  Bignum r = number_of(signature.substr(0, kCoordinateBytes));
  Bignum s = number_of(signature.substr(kCoordinateBytes));
  if (numbers == nullptr || r == nullptr || s == nullptr) return "";
  ECDSA_SIG_set0(numbers.get(), r.release(), s.release());
  unsigned char* made = nullptr;
  const int length = i2d_ECDSA_SIG(numbers.get(), &made);
  if (length <= 0) return "";
  std::string der(made, made + length);
  OPENSSL_free(made);
  return der;
}

bool same_code(std::string_view secret, std::string_view message, std::string_view signature) {
  return equal_in_constant_time(hmac_sha256(secret, message), {bytes_of(signature), signature.size()});
}

}  // namespace

std::string_view token_algorithm_name(TokenAlgorithm algorithm) {
  switch (algorithm) {
    case TokenAlgorithm::hs256:
      return "HS256";
    case TokenAlgorithm::rs256:
      return "RS256";
    case TokenAlgorithm::es256:
      return "ES256";
    case TokenAlgorithm::eddsa:
      return "EdDSA";
  }
  return "";
}

std::optional<TokenAlgorithm> parse_token_algorithm(std::string_view name) {
  for (const TokenAlgorithm algorithm :
       {TokenAlgorithm::hs256, TokenAlgorithm::rs256, TokenAlgorithm::es256, TokenAlgorithm::eddsa}) {
    if (token_algorithm_name(algorithm) == name) return algorithm;
  }
  return std::nullopt;
}

Result<VerificationKey> VerificationKey::of_secret(std::string_view secret) {
  if (secret.size() < kLeastSecretBytes || secret.size() > kMostSecretBytes) {
    return invalid(fmt::format("has {} bytes; an HS256 secret has {} to {}, made at random", secret.size(),
                               kLeastSecretBytes, kMostSecretBytes));
  }
  return VerificationKey(TokenAlgorithm::hs256, std::string(secret), nullptr);
}

Result<VerificationKey> VerificationKey::of_pem(TokenAlgorithm algorithm, std::string_view pem) {
  if (pem.find("PRIVATE KEY") != std::string_view::npos)
    return invalid(
        "is a private key, which must not leave its owner: make a new pair and send the public one");
  if (pem.size() > kMostPemBytes) return invalid(std::string(kNoKey));
  const Bio text(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  return of_public_key(
      algorithm,
      owned(text == nullptr ? nullptr : PEM_read_bio_PUBKEY(text.get(), nullptr, nullptr, nullptr)));
}

Result<VerificationKey> VerificationKey::of_jwk(const Json& jwk) {
  if (!jwk.is_object()) return invalid("must be a JSON Web Key, an object with a `kty`");
  const std::string_view type = word(jwk, "kty");
  const auto made = [&]() -> Result<VerificationKey> {
    if (type == "oct") return of_secret(member(jwk, "k"));
    if (jwk.contains("d"))
      return invalid(
          "has a private part `d`, which must not leave its owner: make a new pair, send the rest");
    if (type == "RSA") return of_public_key(TokenAlgorithm::rs256, rsa_key(jwk));
    if (type == "EC") return of_public_key(TokenAlgorithm::es256, curve_key(jwk));
    if (type == "OKP") return of_public_key(TokenAlgorithm::eddsa, edwards_key(jwk));
    return invalid("has no `kty` of oct, RSA, EC or OKP");
  }();
  if (!made || !jwk.contains("alg") || word(jwk, "alg") == token_algorithm_name(made->algorithm()))
    return made;
  return invalid(
      fmt::format("is a key for {}, and its `alg` is another", token_algorithm_name(made->algorithm())));
}

Result<VerificationKey> VerificationKey::of_public_key(TokenAlgorithm algorithm, PublicKey key) {
  const bool good = key != nullptr && fits(algorithm, key.get()) && is_sound(key.get());
  ERR_clear_error();
  if (!good) return invalid(std::string(kNoKey));
  return VerificationKey(algorithm, "", std::move(key));
}

bool VerificationKey::verifies(std::string_view message, std::string_view signature) const {
  if (algorithm_ == TokenAlgorithm::hs256) return same_code(secret_, message, signature);
  const bool curve = algorithm_ == TokenAlgorithm::es256;
  const std::string der = curve ? der_of(signature) : std::string(signature);
  const EVP_MD* digest = algorithm_ == TokenAlgorithm::eddsa ? nullptr : EVP_sha256();  // EdDSA has its own
  const Digest context(EVP_MD_CTX_new());
  const bool good =
      context != nullptr && !der.empty() &&
      EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key_.get()) == 1 &&
      EVP_DigestVerify(context.get(), bytes_of(der), der.size(), bytes_of(message), message.size()) == 1;
  ERR_clear_error();
  return good;
}

std::string VerificationKey::pem() const {
  if (key_ == nullptr) return "";
  const Bio out(BIO_new(BIO_s_mem()));
  if (out == nullptr || PEM_write_bio_PUBKEY(out.get(), key_.get()) != 1) return "";
  char* text = nullptr;
  const long length = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(length)};
}

}  // namespace suggestd::http
