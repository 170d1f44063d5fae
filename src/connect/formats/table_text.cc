#include "connect/formats/table_text.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace suggestd::cli {
namespace {

// In UTF-8: no-break space, narrow no-break space, en quad to hair space, line marks, ideographic space.
bool is_wide_blank(std::string_view letter) {
  if (letter == "\xC2\xA0" || letter == "\xE2\x80\xAF" || letter == "\xE3\x80\x80") return true;
  return letter.size() == 3 && letter.starts_with("\xE2\x80") &&
         static_cast<unsigned char>(letter[2]) <= 0x8A;
}

// Characters without width: zero-width spaces and joiners, marks of direction, byte order mark, soft hyphen.
bool is_invisible(std::string_view letter) {
  if (letter == "\xEF\xBB\xBF" || letter == "\xC2\xAD" || letter == "\xE2\x81\xA0") return true;
  if (letter.size() != 3 || letter.substr(0, 2) != "\xE2\x80") return false;
  const auto last = static_cast<unsigned char>(letter[2]);
  return (last >= 0x8B && last <= 0x8F) || (last >= 0xA8 && last <= 0xAE);
}

// The bytes of the character at `at`.
std::string_view letter_at(std::string_view text, std::size_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  const std::size_t length = byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
  return text.substr(at, length);
}

unsigned code_point(std::string_view letter) {
  constexpr std::array<unsigned, 5> kMask = {0, 0x7F, 0x1F, 0x0F, 0x07};
  unsigned code = static_cast<unsigned char>(letter[0]) & kMask[letter.size()];
  for (const char c : letter.substr(1)) code = (code << 6) | (static_cast<unsigned char>(c) & 0x3F);
  return code;
}

bool is_blank(std::string_view letter) {
  return letter == " " || letter == "\t" || letter == "\r" || letter == "\n" || is_wide_blank(letter);
}

bool is_margin(std::string_view letter) { return is_blank(letter) || letter == "\xEF\xBB\xBF"; }

}  // namespace

std::string_view trim_cell(std::string_view text) {
  while (!text.empty() && is_margin(letter_at(text, 0))) text.remove_prefix(letter_at(text, 0).size());
  for (bool more = true; more && !text.empty();) {
    std::size_t last = text.size() - 1;
    while (last > 0 && (static_cast<unsigned char>(text[last]) & 0xC0) == 0x80) --last;
    more = is_margin(text.substr(last));
    if (more) text = text.substr(0, last);
  }
  return text;
}

void trim_cells(std::vector<std::string>& cells) {
  for (std::string& cell : cells) {
    const std::string_view inner = trim_cell(cell);
    if (inner.size() != cell.size()) cell = std::string(inner);
  }
}

std::string made_visible(std::string_view text) {
  std::string shown;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view letter = letter_at(text, at);
    const bool control = static_cast<unsigned char>(letter[0]) < 0x20 || letter[0] == '\x7F';
    if (control || is_wide_blank(letter) || is_invisible(letter)) {
      shown += fmt::format("<U+{:04X}>", code_point(letter));
    } else {
      shown += letter;
    }
    at += letter.size();
  }
  return shown;
}

}  // namespace suggestd::cli
