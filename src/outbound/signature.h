// Signs what the server pushes, so that the receiver knows who has sent it, when, and that it is whole: the headers of
// Standard Webhooks 1.0.
//
//   webhook-id          names the message; the same again is the same message, which a receiver takes once
//   webhook-timestamp   seconds since 1970, by which a receiver refuses what is old
//   webhook-signature   "v1," and HMAC-SHA-256 of "ID.TIMESTAMP.BODY" in Base64
//
// Secret   "whsec_" and 24 to 64 bytes in Base64; or any other text of 24 to 256 bytes, which is the secret as it stands.
// Threads  pure functions.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "outbound/http_client.h"

namespace suggestd::outbound {

// Errors: invalid, with what to do.
Status check_signing_secret(std::string_view secret);

// Requires: check_signing_secret(secret) is good, and `id` has no dot.
CallHeaders signed_headers(std::string_view secret, std::string_view id, Timestamp at, std::string_view body);

}  // namespace suggestd::outbound
