// Codes by which a holder of a secret tells that a text comes from another holder (RFC 2104).
//
// Threads  pure.
#pragma once

#include <string_view>

#include "base/secret.h"

namespace suggestd {

// HMAC-SHA-256. Throws std::runtime_error if the cryptographic library refuses, which no input makes it do.
Sha256 hmac_sha256(std::string_view secret, std::string_view bytes);

}  // namespace suggestd
