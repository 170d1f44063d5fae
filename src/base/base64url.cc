#include "base/base64url.h"

#include <algorithm>
#include <cstdint>

namespace suggestd {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr unsigned kLetterBits = 6;
constexpr unsigned kByteBits = 8;

}  // namespace

std::string encode_base64url(std::string_view bytes) {
  std::string text;
  std::uint32_t held = 0;
  unsigned bits = 0;
  for (const char c : bytes) {
    held = (held << kByteBits) | static_cast<unsigned char>(c);
    for (bits += kByteBits; bits >= kLetterBits; bits -= kLetterBits)
      text += kAlphabet[(held >> (bits - kLetterBits)) & 0x3FU];
  }
  if (bits > 0) text += kAlphabet[(held << (kLetterBits - bits)) & 0x3FU];
  return text;
}

std::string encode_base64(std::string_view bytes) {
  std::string text = encode_base64url(bytes);
  std::ranges::replace(text, '-', '+');
  std::ranges::replace(text, '_', '/');
  text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

std::optional<std::string> decode_base64url(std::string_view text) {
  std::string bytes;
  std::uint32_t held = 0;
  unsigned bits = 0;
  for (const char c : text) {
    const std::size_t letter = kAlphabet.find(c);
    if (letter == std::string_view::npos) return std::nullopt;
    held = (held << kLetterBits) | static_cast<std::uint32_t>(letter);
    bits += kLetterBits;
    if (bits < kByteBits) continue;
    bits -= kByteBits;
    bytes += static_cast<char>(held >> bits);
  }
  const bool whole = bits < kLetterBits && (held & ((1U << bits) - 1)) == 0;
  return whole ? std::optional(std::move(bytes)) : std::nullopt;
}

}  // namespace suggestd
