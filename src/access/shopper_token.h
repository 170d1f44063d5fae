// The token of a shopper who is signed in to the shop: a JSON Web Token (RFC 7519) that the shop's own server signs
// with a key that it registered here.
//
// Claims   sub  the user_id of the person
//          aud  the shop's name on this server; an array may hold it alone
//          exp  demanded; at most kLongestTokenLife from now
//          nbf, iat  heeded where they are there
// Header   kid names the key; the rest as access/signed_token.h has it.
// Clocks   may differ by kTokenLeeway.
// Threads  plain values and pure functions.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "access/signed_token.h"
#include "access/verification_key.h"
#include "base/result.h"
#include "base/time.h"

namespace suggestd::http {

inline constexpr std::chrono::hours kLongestTokenLife{24};

// True for text of three parts with a dot between, which no API key has.
bool looks_like_token(std::string_view credential);

// The claims of a token. Nothing of it holds before check_token().
struct ShopperToken : SignedToken {
  std::string user_id;                  // sub
  std::string shop;                     // aud
  Timestamp expires{};                  // exp
  std::optional<Timestamp> not_before;  // nbf
  std::optional<Timestamp> issued;      // iat
};

// Errors: denied, with what is wrong in the token's form. The result has views into `text`.
Result<ShopperToken> read_token(std::string_view text);

// Says whether `key` has signed it and whether it holds `now`. Errors: denied.
Status check_token(const ShopperToken& token, const VerificationKey& key, Timestamp now);

}  // namespace suggestd::http
