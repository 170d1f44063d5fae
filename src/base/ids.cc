#include "base/ids.h"

#include <charconv>

#include <fmt/format.h>

#include "base/utf8.h"

namespace suggestd {
namespace {

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
