// Keys as providers publish them.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>

#include "access/signed_tokens.h"

namespace suggestd::openid {

// The JSON Web Key of an EdDSA signer; `more`: members, with a comma in front.
inline std::string jwk_of(const http::Signer& signer, std::string_view kid, std::string_view more = "") {
  std::array<unsigned char, 32> bytes{};
  std::size_t size = bytes.size();
  REQUIRE(EVP_PKEY_get_raw_public_key(signer.key(), bytes.data(), &size) == 1);
  return fmt::format(R"({{"kty":"OKP","crv":"Ed25519","kid":"{}","x":"{}"{}}})", kid,
                     encode_base64url({reinterpret_cast<const char*>(bytes.data()), size}), more);
}

}  // namespace suggestd::openid
