// A signed JSON Web Token (RFC 7519) in its compact form (RFC 7515), before anybody believes what it claims.
//
// Header   `crit` is refused; key addresses (jku, x5u) and keys inside (jwk) are never looked at. The key decides the
//          algorithm, so an `alg` other than the key's is refused, `none` with it.
// Errors   denied, of all; each begins with the words for the token: "the shopper's token".
// Threads  plain values and pure functions.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "access/verification_key.h"
#include "base/result.h"
#include "base/time.h"
#include "records/json_document.h"

namespace suggestd::http {

// By which the clocks of two servers may differ.
inline constexpr std::chrono::seconds kTokenLeeway{60};

struct SignedToken {
  std::string_view words;        // for the token, in errors
  std::string key_id;            // kid; "": none
  std::string algorithm;         // alg
  JsonDocument claims;           // an object
  std::string_view signed_part;  // of the text that was read
  std::string signature;

  Error refused(std::string_view why) const;
  // A text of 1 to kMaxIdBytes; "" if it is missing or something else.
  std::string text(const char* name) const;
  // A moment, told in seconds since 1970. Nothing if it is missing.
  Result<std::optional<Timestamp>> moment(const char* name) const;

  // Says whether `key` has signed it.
  Status check_signature(const VerificationKey& key) const;
};

// Views into `text` and `words` stay in the result. `most`: bytes.
Result<SignedToken> read_signed_token(std::string_view text, std::string_view words, std::size_t most);

}  // namespace suggestd::http
