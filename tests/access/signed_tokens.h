// Keys of each algorithm, and tokens that they sign, as a shop's server would make them.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <catch2/catch.hpp>

#include "access/verification_key.h"
#include "base/base64url.h"

namespace suggestd::http {

inline const std::string kSecret = "an HS256 secret of at least 32 bytes";

// The private part of a pair, or the secret.
class Signer {
 public:
  explicit Signer(TokenAlgorithm algorithm, unsigned bits = 2048) : algorithm_(algorithm) {
    if (algorithm == TokenAlgorithm::hs256) return;
    EVP_PKEY* made = algorithm == TokenAlgorithm::rs256   ? EVP_RSA_gen(bits)
                     : algorithm == TokenAlgorithm::es256 ? EVP_EC_gen("P-256")
                                                          : EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    REQUIRE(made != nullptr);
    key_.reset(made, EVP_PKEY_free);
  }
  explicit Signer(EVP_PKEY* key, TokenAlgorithm algorithm)
      : algorithm_(algorithm), key_(key, EVP_PKEY_free) {}

  EVP_PKEY* key() const { return key_.get(); }

  std::string pem() const {
    const std::unique_ptr<BIO, void (*)(BIO*)> out(BIO_new(BIO_s_mem()), BIO_free_all);
    REQUIRE(PEM_write_bio_PUBKEY(out.get(), key_.get()) == 1);
    return contents(out.get());
  }
  std::string private_pem() const {
    const std::unique_ptr<BIO, void (*)(BIO*)> out(BIO_new(BIO_s_mem()), BIO_free_all);
    REQUIRE(PEM_write_bio_PrivateKey(out.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
    return contents(out.get());
  }

  VerificationKey verification_key() const {
    auto key = algorithm_ == TokenAlgorithm::hs256 ? VerificationKey::of_secret(kSecret)
                                                   : VerificationKey::of_pem(algorithm_, pem());
    REQUIRE(key.ok());
    return *std::move(key);
  }

  std::string sign(std::string_view message) const {
    if (algorithm_ == TokenAlgorithm::hs256) return code(kSecret, message);
    const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    const EVP_MD* digest = algorithm_ == TokenAlgorithm::eddsa ? nullptr : EVP_sha256();
    REQUIRE(EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, key_.get()) == 1);
    std::size_t length = 1024;
    std::string signature(length, '\0');
    REQUIRE(EVP_DigestSign(context.get(), bytes(signature), &length, bytes(message), message.size()) == 1);
    signature.resize(length);
    return algorithm_ == TokenAlgorithm::es256 ? side_by_side(signature) : signature;
  }

  static std::string code(std::string_view secret, std::string_view message) {
    std::string out(32, '\0');
    unsigned length = 0;
    HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), bytes(message), message.size(),
         bytes(out), &length);
    return out;
  }

 private:
  static unsigned char* bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
  static const unsigned char* bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
  }
  static std::string contents(BIO* out) {
    char* text = nullptr;
    const long length = BIO_get_mem_data(out, &text);
    return {text, static_cast<std::size_t>(length)};
  }
  static std::string side_by_side(const std::string& der) {
    const auto* begin = bytes(std::string_view(der));
    const std::unique_ptr<ECDSA_SIG, void (*)(ECDSA_SIG*)> numbers(
        d2i_ECDSA_SIG(nullptr, &begin, static_cast<long>(der.size())), ECDSA_SIG_free);
    REQUIRE(numbers != nullptr);
    std::string out(64, '\0');
    BN_bn2binpad(ECDSA_SIG_get0_r(numbers.get()), bytes(out), 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(numbers.get()), bytes(out) + 32, 32);
    return out;
  }

  TokenAlgorithm algorithm_;
  std::shared_ptr<EVP_PKEY> key_;
};

inline std::string token_of(const Signer& signer, std::string_view header, std::string_view claims) {
  const std::string message = encode_base64url(header) + "." + encode_base64url(claims);
  return message + "." + encode_base64url(signer.sign(message));
}

inline std::string header_of(TokenAlgorithm algorithm, std::string_view kid = "k1") {
  return fmt::format(R"({{"alg":"{}","typ":"JWT","kid":"{}"}})", token_algorithm_name(algorithm), kid);
}

}  // namespace suggestd::http
