// Column families and keys. A key begins with its shop as a big-endian u32, so that a shop's rows stand
// together and can be exported or dropped as one range. Numbers in keys are big-endian, so that byte
// order is number order. Names of families and layouts are on disk: never change or reuse one.
//
//   family       key (after the shop)                       value
//   meta         (no shop) "own/" key of store/tables/meta_table.h  the owner's own
//                "log/N", "kept/N", "epoch/N"               store/log/shop_log.h
//   log          sequence u64                               records/change_codec.h
//   orders       order id                                   first u64, last u64: sequences in the log
//   user_orders  identity, placed_at u64, order id          empty
//   products     product id                                 sequence u64, encode_product
//   users        'p' user id                                sequence u64, encode_user
//                'm' anonymous id                           sequence u64, user id that it was merged into
//                'i' len u16, user id, anonymous id         empty: the merges of a user
//   once         'e' event id                               sequence u64
//                'r' len u16, order id, refund id           sequence u64
//                'k' generation u32, hash of the name,      the outcomes of a request that may be repeated
//                    part u32                               (store/commit/repeats.h)
//                'x' keyed hash of an erased id             u64: when it was erased (store/commit/erased_ids.h)
//   rules        name                                       sequence u64, json
//   model        FollowerId u8                              epoch u32, sequence u64 of its checkpoint
//                FollowerId + 1, the follower's own key     the follower's own value
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

// Append and read the numbers at the ends of keys and values.
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
// The key of the position that a follower of the log has applied, in the family `model`. Requires: an odd
// number.
inline constexpr std::size_t kCheckpointBytes = 12;
std::string checkpoint_key(ShopId shop, FollowerId follower);
// The prefix of the follower's own keys.
std::string follower_prefix(ShopId shop, FollowerId follower);
std::string event_once_key(ShopId shop, std::string_view event_id);
std::string refund_once_key(ShopId shop, std::string_view order_id, std::string_view refund_id);
// The row of an id that was erased, by a hash of it.
std::string erased_key(ShopId shop, std::string_view hash);
// The prefixes of a generation and of a name, and the key of one part. A name is the caller's text, in which a
// person's id may stand, so its hash is kept: 16 bytes of SHA-256.
std::string repeats_of_generation(ShopId shop, std::uint32_t generation);
std::string repeat_prefix(ShopId shop, std::uint32_t generation, std::string_view name);
std::string repeat_key(ShopId shop, std::uint32_t generation, std::string_view name, std::uint32_t part);

// The person of an order.
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
