// One-time codes of an authenticator app: TOTP (RFC 6238) with SHA-1, six digits and steps of 30 s, which is what
// all such apps know.
//
// Threads  pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace suggestd::http {

// A new secret: 20 random bytes (RFC 4226, section 4), in base 32 as people type it.
std::string make_code_secret();

// The number of 30 s steps since 1970.
std::int64_t code_step(Timestamp now);

// The six digits of one step. Requires: `secret` is of make_code_secret(), or other base 32.
std::string code_at(std::string_view secret, std::int64_t step);

// The step whose code was typed, of the one now and its two neighbours, later than `after`: a code that was used is
// no code any more, nor are those before it. Nothing if it is none of them.
std::optional<std::int64_t> step_of_code(std::string_view secret, std::string_view code, Timestamp now,
                                         std::int64_t after);

// "otpauth://totp/suggestd:ada%40example.com?secret=...&issuer=suggestd", which apps read from a QR code.
std::string code_address(std::string_view secret, std::string_view email);

}  // namespace suggestd::http
