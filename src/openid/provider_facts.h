// A provider's description of itself: where its parts are, and the keys that it signs with (OpenID Connect Discovery 1.0,
// RFC 8414, RFC 7517).
//
// Keys     public ones of RS256, ES256 and EdDSA that are for signatures; others are passed over, secrets among them, so
//          that no token is ever verified with a key that others know.
// Threads  plain values and pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "access/verification_key.h"
#include "base/result.h"

namespace suggestd::openid {

struct ProviderAddresses {
  std::string authorization;
  std::string token;
  std::string keys;
  bool secret_in_body = false;  // client_secret_post; else client_secret_basic
  bool tells_issuer = false;    // each answer names its issuer (RFC 9207)
};

// "https://login.example/realm/.well-known/openid-configuration".
std::string discovery_address(std::string_view issuer);

// Errors: invalid, saying what the document lacks; an issuer that is not `issuer` to the letter.
Result<ProviderAddresses> read_discovery(std::string_view json, std::string_view issuer);

class ProviderKeys {
 public:
  // Errors: invalid if it is no set of keys.
  static Result<ProviderKeys> read(std::string_view json);

  // Null if there is none. A token that names no key can only mean the only one of its algorithm.
  const http::VerificationKey* find(std::string_view key_id, std::string_view algorithm) const;
  std::size_t size() const noexcept { return keys_.size(); }

 private:
  struct Named {
    std::string key_id;
    http::VerificationKey key;
  };
  std::vector<Named> keys_;
};

}  // namespace suggestd::openid
