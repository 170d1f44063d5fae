#include "access/visitor_id.h"

#include <algorithm>
#include <bitset>
#include <cctype>

#include <fmt/format.h>

#include "base/ids.h"

namespace suggestd::http {
namespace {

// Letters of an alphabet that 128 bits need.
constexpr std::size_t kDigits = 39;
constexpr std::size_t kHexDigits = 32;
constexpr std::size_t kBase64Letters = 22;
constexpr std::size_t kDifferent = 8;

bool is_digit(unsigned char c) { return std::isdigit(c) != 0; }
bool is_hex(unsigned char c) { return std::isxdigit(c) != 0; }
bool is_base64url(unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '_'; }

// Digits of either base may have hyphens between them, as in a UUID.
bool is_long_enough(std::string_view text) {
  std::string digits(text);
  std::erase(digits, '-');
  if (std::all_of(digits.begin(), digits.end(), is_digit)) return digits.size() >= kDigits;
  if (std::all_of(digits.begin(), digits.end(), is_hex)) return digits.size() >= kHexDigits;
  return text.size() >= kBase64Letters && std::all_of(text.begin(), text.end(), is_base64url);
}

std::size_t different_letters(std::string_view text) {
  std::bitset<256> met;
  for (const char c : text) met.set(static_cast<unsigned char>(c));
  return met.count();
}

}  // namespace

Result<VisitorId> VisitorId::parse(std::string_view text) {
  if (is_long_enough(text) && different_letters(text) >= kDifferent && check_id(text)) return VisitorId(text);
  return Error(ErrorKind::denied,
               fmt::format("is no random id that a page may name: a visitor's id is a secret of 128 random "
                           "bits, as {} or more letters of base64url, {} or more hex digits, or a UUID",
                           kBase64Letters, kHexDigits));
}

}  // namespace suggestd::http
