#include "base/secret.h"

#include <sys/random.h>

#include <cstdlib>

#include <openssl/crypto.h>
#include <openssl/evp.h>

namespace suggestd {

Sha256 sha256(std::string_view bytes) {
  Sha256 digest{};
  unsigned length = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1)
    std::abort();
  return digest;
}

std::string to_hex(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) {
    text += kHex[byte >> 4U];
    text += kHex[byte & 0xFU];
  }
  return text;
}

void fill_random(std::span<std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t got = ::getrandom(bytes.data(), bytes.size(), 0);
    if (got <= 0) std::abort();
    bytes = bytes.subspan(static_cast<std::size_t>(got));
  }
}

std::string make_secret_key(std::string_view prefix) {
  constexpr std::string_view kAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  constexpr std::size_t kLetters = 43;         // 62^43 > 2^256
  constexpr std::uint8_t kFairBytes = 62 * 4;  // larger bytes would favour the first letters
  std::string key(prefix);
  key += '_';
  std::array<std::uint8_t, 64> pool{};
  for (std::size_t letters = 0; letters < kLetters;) {
    fill_random(pool);
    for (const std::uint8_t byte : pool) {
      if (byte >= kFairBytes || letters == kLetters) continue;
      key += kAlphabet[byte % kAlphabet.size()];
      ++letters;
    }
  }
  return key;
}

bool equal_in_constant_time(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace suggestd
