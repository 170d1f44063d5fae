// The ID token by which a provider says who has signed in (OpenID Connect Core 1.0, section 3.1.3.7).
//
// Checked  the signature by a key of the provider; iss and nonce to the letter; aud holds this client, azp names it if
//          there are several or azp is there; exp; iat is no older than kOldestToken. Clocks may differ by kTokenLeeway.
// Threads  pure functions.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "access/signed_token.h"
#include "base/result.h"
#include "base/time.h"

namespace suggestd::openid {

inline constexpr std::chrono::minutes kOldestToken{10};

// A person at a provider. The issuer and the subject together never change, and are never given to somebody else.
struct Identity {
  std::string issuer;
  std::string subject;
  std::string email;            // in small letters; "" if none was told, or it is none
  bool email_verified = false;  // that it is the person's own
};

struct TokenTerms {
  std::string_view issuer;
  std::string_view client_id;
  std::string_view nonce;
};

// Errors: denied, if it is no token. Views into `text` stay in the result.
Result<http::SignedToken> read_id_token(std::string_view text);

// Requires: `key` is the provider's. Errors: denied, with what is wrong.
Result<Identity> check_id_token(const http::SignedToken& token, const http::VerificationKey& key,
                                const TokenTerms& terms, Timestamp now);

}  // namespace suggestd::openid
