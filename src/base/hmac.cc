#include "base/hmac.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <stdexcept>

namespace suggestd {

Sha256 hmac_sha256(std::string_view secret, std::string_view bytes) {
  Sha256 code{};
  unsigned length = 0;
  const auto* text = reinterpret_cast<const unsigned char*>(bytes.data());
  if (HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), text, bytes.size(), code.data(),
           &length) == nullptr ||
      length != code.size())
    throw std::runtime_error("OpenSSL refused an HMAC");
  return code;
}

}  // namespace suggestd
