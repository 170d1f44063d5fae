#include "base/ids.h"

#include <charconv>

#include <fmt/format.h>

namespace suggestd {
namespace {

// Number of bytes of the well-formed UTF-8 character at the start of `text`, 0 if there is none.
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto continues = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xC0) == 0x80; };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead < 0xE0) return continues(1) ? 2 : 0;
  if (lead >= 0xE0 && lead < 0xF0) {
    if (!continues(1) || !continues(2)) return 0;
    if (lead == 0xE0 && byte(1) < 0xA0) return 0;   // overlong
    if (lead == 0xED && byte(1) >= 0xA0) return 0;  // surrogate
    return 3;
  }
  if (lead >= 0xF0 && lead < 0xF5) {
    if (!continues(1) || !continues(2) || !continues(3)) return 0;
    if (lead == 0xF0 && byte(1) < 0x90) return 0;   // overlong
    if (lead == 0xF4 && byte(1) >= 0x90) return 0;  // above U+10FFFF
    return 4;
  }
  return 0;
}

template <class Integer>
bool parse_whole(std::string_view text, Integer& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size();
}

}  // namespace

std::string to_text(Position position) {
  return fmt::format("{}:{}", number(position.epoch), number(position.sequence));
}

Result<Position> parse_position(std::string_view text) {
  const std::size_t colon = text.find(':');
  std::uint32_t epoch = 0;
  std::uint64_t sequence = 0;
  if (colon == std::string_view::npos || !parse_whole(text.substr(0, colon), epoch) ||
      !parse_whole(text.substr(colon + 1), sequence) || epoch == 0) {
    return invalid(fmt::format("'{}' is no position; one looks like 1:104857 (epoch:sequence)", text));
  }
  return Position{Epoch{epoch}, Sequence{sequence}};
}

Status check_id(std::string_view id) {
  if (id.empty()) return invalid("is empty; an id has 1 to 256 bytes");
  if (id.size() > kMaxIdBytes) {
    return invalid(fmt::format("has {} bytes; an id has at most {}", id.size(), kMaxIdBytes));
  }
  if (!is_utf8(id)) return invalid("is not valid UTF-8");
  for (const char c : id) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return invalid("has a control character");
  }
  return {};
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace suggestd
