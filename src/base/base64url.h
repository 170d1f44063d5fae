// Base64 with the alphabet of addresses and without padding (RFC 4648, section 5), as JSON Web Tokens have it.
//
// Threads  pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace suggestd {

std::string encode_base64url(std::string_view bytes);

// Base64 with "+", "/" and padding (RFC 4648, section 4).
std::string encode_base64(std::string_view bytes);

// Nothing for a foreign letter, padding, a length that no bytes have, or bits behind the last byte: each
// sequence of bytes has one text only.
std::optional<std::string> decode_base64url(std::string_view text);

}  // namespace suggestd
