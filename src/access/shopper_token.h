// The token of a shopper who is signed in to the shop: a JSON Web Token (RFC 7519) that the shop's own server signs
// with a key that it registered here.
//
// Claims   sub  the user_id of the person
//          aud  the shop's name on this server; an array may hold it alone
//          exp  demanded; at most kLongestTokenLife from now
//          nbf, iat  heeded where they are there
// Header   kid names the key, which decides the algorithm: an `alg` other than the key's is refused, `none` with
//          it. `crit` is refused; key addresses (jku, x5u) and keys inside (jwk) are never looked at.
// Clocks   may differ by kTokenLeeway.
// Threads  plain values and pure functions.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "access/verification_key.h"
#include "base/result.h"
#include "base/time.h"

namespace suggestd::http {

inline constexpr std::chrono::seconds kTokenLeeway{60};
inline constexpr std::chrono::hours kLongestTokenLife{24};

// True for text of three parts with a dot between, which no API key has.
bool looks_like_token(std::string_view credential);

// The claims of a token. Nothing of it holds before check_token().
struct ShopperToken {
  std::string key_id;                   // kid
  std::string algorithm;                // alg
  std::string user_id;                  // sub
  std::string shop;                     // aud
  Timestamp expires{};                  // exp
  std::optional<Timestamp> not_before;  // nbf
  std::optional<Timestamp> issued;      // iat
  std::string_view signed_part;         // of the text that was read
  std::string signature;
};

// Errors: denied, with what is wrong in the token's form. The result has views into `text`.
Result<ShopperToken> read_token(std::string_view text);

// Says whether `key` has signed it and whether it holds `now`. Errors: denied.
Status check_token(const ShopperToken& token, const VerificationKey& key, Timestamp now);

}  // namespace suggestd::http
