// The bytes that may stand in each part of a request, as tables (RFC 9110, section 5.6; RFC 3986, appendix
// A).
//
// Threads  constants.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace suggestd::http {

inline constexpr std::uint8_t kTokenByte = 1;   // names of methods and fields
inline constexpr std::uint8_t kValueByte = 2;   // values of fields: no control bytes but the tab
inline constexpr std::uint8_t kTargetByte = 4;  // targets: visible ASCII without '#'
inline constexpr std::uint8_t kHostByte = 8;    // registered names and IPv4 addresses, without '%'

constexpr std::array<std::uint8_t, 256> make_byte_kinds() {
  std::array<std::uint8_t, 256> kinds{};
  for (unsigned byte = 0; byte < kinds.size(); ++byte) {
    const bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
    const bool digit = byte >= '0' && byte <= '9';
    const auto one_of = [byte](std::string_view set) {
      return byte < 128 && set.find(static_cast<char>(byte)) != std::string_view::npos;
    };
    if (letter || digit || one_of("!#$%&'*+-.^_`|~")) kinds[byte] |= kTokenByte;
    if (byte == '\t' || (byte >= 0x20 && byte != 0x7F)) kinds[byte] |= kValueByte;
    if (byte > 0x20 && byte < 0x7F && byte != '#') kinds[byte] |= kTargetByte;
    if (letter || digit || one_of("-._~!$&'()*+,;=")) kinds[byte] |= kHostByte;
  }
  return kinds;
}

inline constexpr std::array<std::uint8_t, 256> kByteKinds = make_byte_kinds();

constexpr bool is_of(char byte, std::uint8_t kind) {
  return (kByteKinds[static_cast<unsigned char>(byte)] & kind) != 0;
}

constexpr bool all_of(std::string_view text, std::uint8_t kind) {
  for (const char byte : text) {
    if (!is_of(byte, kind)) return false;
  }
  return true;
}

constexpr char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

// The same word but for the case of ASCII letters.
constexpr bool same_word(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

// Without the blanks and tabs at both ends.
constexpr std::string_view trim_blanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Takes the next element off a comma list; false at its end. Elements may be empty.
constexpr bool next_element(std::string_view& list, std::string_view& element) {
  if (list.data() == nullptr) return false;
  const std::size_t comma = list.find(',');
  element = trim_blanks(list.substr(0, comma));
  list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
  return true;
}

}  // namespace suggestd::http
