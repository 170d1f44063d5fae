// Column families and keys. A key begins with its shop as a big-endian u32, so that a shop's rows stand
// together and can be exported or dropped as one range. Numbers in keys are big-endian, so that byte
// order is number order. Names of families and layouts are on disk: never change or reuse one.
//
//   family       key (after the shop)                       value
//   meta         (no shop) "own/" key of store/meta_table.h  the owner's own
//                "log/N", "kept/N", "epoch/N"               store/shop_log.h
//   log          sequence u64                               records/change_codec.h
//   orders       order id                                   first u64, last u64: sequences in the log
//   user_orders  identity, placed_at u64, order id          empty
//   products     product id                                 sequence u64, encode_product
//   users        'p' user id                                sequence u64, encode_user
//                'm' anonymous id                           sequence u64, user id that it was merged into
//                'i' len u16, user id, anonymous id         empty: the merges of a user
//   once         'e' event id                               sequence u64
//                'r' len u16, order id, refund id           sequence u64
//   rules        name                                       sequence u64, json
//   model        0x01 checkpoint                            epoch u32, sequence u64
//                0x02 the learner's key                     the learner's value
//                0x03 and 0x04                              the same of the attribution (shop/attribution.h)
//
//   identity = 'u' | 'a' | 'e' (user id, anonymous id, e-mail hash), len u16, id
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/time.h"
#include "records/order.h"

namespace suggestd::store {

enum class Family : std::uint8_t { meta, log, orders, user_orders, products, users, once, rules, model };
inline constexpr std::size_t kFamilies = 9;
std::string_view family_name(Family family);

// What is appended and read at the ends of keys and values.
void append_u16(std::string& out, std::uint16_t value);
void append_u32(std::string& out, std::uint32_t value);
void append_u64(std::string& out, std::uint64_t value);
// Requires: the text is long enough.
std::uint32_t read_u32(std::string_view text);
std::uint64_t read_u64(std::string_view text);

std::string shop_prefix(ShopId shop);
// The first key after all that begin with `prefix`; "" if there is none.
std::string prefix_end(std::string_view prefix);

std::string log_key(ShopId shop, Sequence sequence);
// Requires: a key of the log.
Sequence sequence_of_log_key(std::string_view key);

// For families whose key is the shop and one id.
std::string id_key(ShopId shop, std::string_view id);

std::string profile_key(ShopId shop, std::string_view user_id);
std::string merge_key(ShopId shop, std::string_view anonymous_id);
std::string merges_of_prefix(ShopId shop, std::string_view user_id);
std::string merges_of_key(ShopId shop, std::string_view user_id, std::string_view anonymous_id);
// Who follows the log and keeps in the family `model` what it makes of it.
enum class Follower : char { learner = 0x01, attribution = 0x03 };
std::string checkpoint_key(ShopId shop, Follower follower);
// What stands before the follower's own keys.
std::string follower_prefix(ShopId shop, Follower follower);
std::string event_once_key(ShopId shop, std::string_view event_id);
std::string refund_once_key(ShopId shop, std::string_view order_id, std::string_view refund_id);

// Who ordered.
enum class IdentityKind : char { user = 'u', anonymous = 'a', email = 'e' };
struct Identity {
  IdentityKind kind = IdentityKind::user;
  std::string_view id;
};
Identity identity_of(const Order& order);
std::string history_prefix(ShopId shop, Identity who);
std::string history_key(ShopId shop, Identity who, Timestamp placed_at, std::string_view order_id);

// The end of a history key, after the prefix.
struct HistoryEntry {
  Timestamp placed_at{};
  std::string_view order_id;
};
// Nothing if the key is too short.
std::optional<HistoryEntry> parse_history_entry(std::string_view key, std::size_t prefix_size);

}  // namespace suggestd::store
