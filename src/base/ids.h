// Value types for ids, rows and positions, so that a user row can't be passed for a product row.
//
// The caller's ids (order, user, product) are text, 1 to 256 bytes of UTF-8; rows are ours: dense, per shop,
// handed out in the order of the log, so that a replay hands out the same ones.
//
// Threads  plain values.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "base/result.h"

namespace suggestd {

enum class ShopId : std::uint32_t {};
enum class UserRow : std::uint32_t {};
enum class ProductRow : std::uint32_t {};
enum class Epoch : std::uint32_t {};      // counts restores of a shop's log, from 1
enum class FollowerId : std::uint8_t {};  // who follows the log: an odd number, given once for ever
enum class Sequence : std::uint64_t {};   // place in a shop's log, from 1, dense; 0 is "before the first"

inline constexpr UserRow kNoUser{std::numeric_limits<std::uint32_t>::max()};
inline constexpr ProductRow kNoProduct{std::numeric_limits<std::uint32_t>::max()};

constexpr std::uint32_t index(UserRow row) { return static_cast<std::uint32_t>(row); }
constexpr std::uint32_t index(ProductRow row) { return static_cast<std::uint32_t>(row); }
constexpr std::uint32_t number(ShopId shop) { return static_cast<std::uint32_t>(shop); }
constexpr std::uint32_t number(Epoch epoch) { return static_cast<std::uint32_t>(epoch); }
constexpr std::uint64_t number(Sequence sequence) { return static_cast<std::uint64_t>(sequence); }
constexpr Sequence next(Sequence sequence) { return Sequence{number(sequence) + 1}; }

// A place in a shop's log that stays meaningful after a restore. Text form: "1:104857".
struct Position {
  Epoch epoch{1};
  Sequence sequence{0};
  auto operator<=>(const Position&) const = default;
};

std::string to_text(Position position);
// Errors: invalid, with an example of the right form.
Result<Position> parse_position(std::string_view text);

inline constexpr std::size_t kMaxIdBytes = 256;
// Errors: invalid if `id` is empty, longer than kMaxIdBytes, no UTF-8, or has a control character.
Status check_id(std::string_view id);

// True if `text` is well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms).
bool is_utf8(std::string_view text);

}  // namespace suggestd
