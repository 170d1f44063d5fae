#include "catalog/text_match.h"

#include <algorithm>

namespace suggestd::catalog {
namespace {

bool in_range(char32_t c, char32_t first, char32_t last) { return c >= first && c <= last; }

// The small letter of a capital one, among letters that take two bytes of UTF-8 (Unicode, simple case
// folding of these blocks).
char32_t small_letter(char32_t c) {
  if (in_range(c, 0xC0, 0xDE) && c != 0xD7) return c + 0x20;
  const bool even_capital = in_range(c, 0x100, 0x137) || in_range(c, 0x14A, 0x177);
  if (even_capital && c != 0x130 && c != 0x131 && c % 2 == 0) return c + 1;
  if ((in_range(c, 0x139, 0x148) || in_range(c, 0x179, 0x17E)) && c % 2 == 1) return c + 1;
  if (in_range(c, 0x391, 0x3A9) && c != 0x3A2) return c + 0x20;
  if (in_range(c, 0x410, 0x42F)) return c + 0x20;
  if (in_range(c, 0x400, 0x40F)) return c + 0x50;
  return c;
}

bool is_two_byte_start(unsigned char c) { return c >= 0xC2 && c <= 0xDF; }

// The number of bytes at the front of `text` that divide words: 0 if a letter or digit stands there.
std::size_t divider_length(std::string_view text) {
  const auto byte = [text](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : static_cast<unsigned char>(0);
  };
  const unsigned char c = byte(0);
  const bool letter_or_digit = in_range(c, '0', '9') || in_range(c, 'a', 'z') || in_range(c, 'A', 'Z');
  if (c < 0x80) return letter_or_digit ? 0 : 1;
  if (c == 0xC2) return 2;                                          // U+0080-U+00BF: signs
  if (c == 0xE2 && (byte(1) == 0x80 || byte(1) == 0x81)) return 3;  // U+2000-U+206F
  return 0;
}

}  // namespace

std::string folded(std::string_view text) {
  std::string out(text);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto c = static_cast<unsigned char>(out[i]);
    if (in_range(c, 'A', 'Z')) {
      out[i] = static_cast<char>(c - 'A' + 'a');
    } else if (is_two_byte_start(c) && i + 1 < out.size()) {
      const char32_t letter = small_letter(
          static_cast<char32_t>((c & 0x1FU) << 6 | (static_cast<unsigned char>(out[i + 1]) & 0x3FU)));
      out[i] = static_cast<char>(0xC0 | letter >> 6);
      out[i + 1] = static_cast<char>(0x80 | (letter & 0x3F));
      ++i;
    }
  }
  return out;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  const std::string all = folded(text);
  for (std::size_t i = 0; i < all.size();) {
    const std::size_t divider = divider_length(std::string_view(all).substr(i));
    if (divider == 0) {
      word += all[i++];
      continue;
    }
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
    i += divider;
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

TextPattern::TextPattern(Kind kind, std::string_view pattern)
    : kind_(kind), beginning_(folded(pattern)), words_(words_of(pattern)) {}

bool TextPattern::matches(std::string_view text) const {
  if (kind_ == Kind::beginning) return !beginning_.empty() && folded(text).starts_with(beginning_);
  if (words_.empty()) return false;
  const std::vector<std::string> words = words_of(text);
  return std::all_of(words_.begin(), words_.end(), [&words](const std::string& word) {
    return std::find(words.begin(), words.end(), word) != words.end();
  });
}

}  // namespace suggestd::catalog
