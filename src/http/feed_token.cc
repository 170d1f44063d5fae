#include "http/feed_token.h"

#include <charconv>
#include <cstdint>

#include <fmt/format.h>
#include <xxhash.h>

namespace suggestd::http {
namespace {

constexpr std::size_t kPayloadDigits = 8 + 16;
constexpr std::size_t kTokenBytes = 1 + kPayloadDigits + 4;

std::uint32_t checksum(std::string_view payload) {
  return static_cast<std::uint32_t>(XXH3_64bits(payload.data(), payload.size()) & 0xFFFFU);
}

template <class Number>
bool read_hex(std::string_view digits, Number& number) {
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
  return error == std::errc() && end == digits.data() + digits.size();
}

}  // namespace

std::string feed_token(Position position) {
  const std::string payload = fmt::format("{:08x}{:016x}", number(position.epoch), number(position.sequence));
  return fmt::format("f{}{:04x}", payload, checksum(payload));
}

Result<Position> parse_feed_token(std::string_view text) {
  if (text.find(':') != std::string_view::npos) return parse_position(text);
  std::uint32_t epoch = 0;
  std::uint64_t sequence = 0;
  std::uint32_t check = 0;
  const bool shaped = text.size() == kTokenBytes && text.front() == 'f' &&
                      read_hex(text.substr(1, 8), epoch) && read_hex(text.substr(9, 16), sequence) &&
                      read_hex(text.substr(25, 4), check);
  if (!shaped || check != checksum(text.substr(1, kPayloadDigits)))
    return invalid(fmt::format("'{}' is no token of this feed; take `next` of an answer as it is", text));
  return Position{Epoch{epoch}, Sequence{sequence}};
}

}  // namespace suggestd::http
