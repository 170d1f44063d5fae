// A key that a shop registered to have its shoppers' tokens verified, for one algorithm alone.
//
// Algorithms  the key decides, never the token: HS256 (a secret of the shop and this server), RS256 (2048 to 4096
//             bits), ES256 (P-256), EdDSA (Ed25519), as RFC 7518 and RFC 8037 define them.
// Threads     immutable once made: any.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "records/json_document.h"

struct evp_pkey_st;

namespace suggestd::http {

enum class TokenAlgorithm : std::uint8_t { hs256, rs256, es256, eddsa };

// "HS256", as tokens spell it.
std::string_view token_algorithm_name(TokenAlgorithm algorithm);
std::optional<TokenAlgorithm> parse_token_algorithm(std::string_view name);

class VerificationKey {
 public:
  static constexpr std::size_t kLeastSecretBytes = 32;
  static constexpr std::size_t kMostSecretBytes = 512;
  static constexpr std::size_t kMostPemBytes = 2048;

  // Errors of all: invalid, saying what the key must be. The bytes of an HS256 secret.
  static Result<VerificationKey> of_secret(std::string_view secret);
  // "-----BEGIN PUBLIC KEY-----".
  static Result<VerificationKey> of_pem(TokenAlgorithm algorithm, std::string_view pem);
  // A JSON Web Key (RFC 7517); its own "alg", if it has one, must fit its type.
  static Result<VerificationKey> of_jwk(const Json& jwk);

  TokenAlgorithm algorithm() const noexcept { return algorithm_; }
  // True if `signature`, in the form that tokens have it, was made of `message` by this key's owner.
  bool verifies(std::string_view message, std::string_view signature) const;

  // The public key as PEM; "" for a secret.
  std::string pem() const;
  // The bytes of an HS256 secret; "" for a public key.
  const std::string& secret() const noexcept { return secret_; }

 private:
  VerificationKey(TokenAlgorithm algorithm, std::string secret, std::shared_ptr<evp_pkey_st> key)
      : algorithm_(algorithm), secret_(std::move(secret)), key_(std::move(key)) {}
  // Checks that the key is of the algorithm's kind and size.
  static Result<VerificationKey> of_public_key(TokenAlgorithm algorithm, std::shared_ptr<evp_pkey_st> key);
  static Result<VerificationKey> of_octets(const Json& jwk);

  TokenAlgorithm algorithm_;
  std::string secret_;
  std::shared_ptr<evp_pkey_st> key_;  // null for a secret
};

}  // namespace suggestd::http
