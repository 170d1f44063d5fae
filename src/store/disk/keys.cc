#include "store/disk/keys.h"

#include <array>

#include "base/secret.h"

namespace suggestd::store {
namespace {

constexpr std::array<std::string_view, kFamilies> kFamilyNames = {
    "meta", "log", "orders", "user_orders", "products", "users", "once", "rules", "model"};

template <class Integer>
void append_big_endian(std::string& out, Integer value) {
  for (std::size_t i = sizeof(Integer); i-- > 0;) out.push_back(static_cast<char>(value >> (8 * i)));
}

template <class Integer>
Integer read_big_endian(std::string_view text) {
  Integer value = 0;
  for (std::size_t i = 0; i < sizeof(Integer); ++i) {
    value = static_cast<Integer>((value << 8) | static_cast<unsigned char>(text[i]));
  }
  return value;
}

std::string tagged_key(ShopId shop, char tag, std::string_view id) {
  std::string key = shop_prefix(shop);
  key.push_back(tag);
  key.append(id);
  return key;
}

// A key with the length of the id in front, so that no id is a prefix of another.
std::string measured_key(ShopId shop, char tag, std::string_view id) {
  std::string key = shop_prefix(shop);
  key.push_back(tag);
  append_u16(key, static_cast<std::uint16_t>(id.size()));
  key.append(id);
  return key;
}

}  // namespace

std::string_view family_name(Family family) { return kFamilyNames.at(static_cast<std::size_t>(family)); }

void append_u16(std::string& out, std::uint16_t value) { append_big_endian(out, value); }
void append_u32(std::string& out, std::uint32_t value) { append_big_endian(out, value); }
void append_u64(std::string& out, std::uint64_t value) { append_big_endian(out, value); }
std::uint32_t read_u32(std::string_view text) { return read_big_endian<std::uint32_t>(text); }
std::uint64_t read_u64(std::string_view text) { return read_big_endian<std::uint64_t>(text); }

std::string shop_prefix(ShopId shop) {
  std::string key;
  append_u32(key, number(shop));
  return key;
}

std::string prefix_end(std::string_view prefix) {
  std::string end(prefix);
  while (!end.empty() && static_cast<unsigned char>(end.back()) == 0xFF) end.pop_back();
  if (!end.empty()) ++end.back();
  return end;
}

std::string log_key(ShopId shop, Sequence sequence) {
  std::string key = shop_prefix(shop);
  append_u64(key, number(sequence));
  return key;
}

Sequence sequence_of_log_key(std::string_view key) { return Sequence{read_u64(key.substr(4))}; }

std::string id_key(ShopId shop, std::string_view id) { return shop_prefix(shop).append(id); }

std::string profile_key(ShopId shop, std::string_view user_id) { return tagged_key(shop, 'p', user_id); }
std::string merge_key(ShopId shop, std::string_view anonymous_id) {
  return tagged_key(shop, 'm', anonymous_id);
}
std::string merges_of_prefix(ShopId shop, std::string_view user_id) {
  return measured_key(shop, 'i', user_id);
}
std::string merges_of_key(ShopId shop, std::string_view user_id, std::string_view anonymous_id) {
  return merges_of_prefix(shop, user_id).append(anonymous_id);
}
std::string checkpoint_key(ShopId shop, FollowerId follower) {
  return shop_prefix(shop).append(1, static_cast<char>(follower));
}
std::string follower_prefix(ShopId shop, FollowerId follower) {
  return shop_prefix(shop).append(1, static_cast<char>(static_cast<std::uint8_t>(follower) + 1));
}
std::string event_once_key(ShopId shop, std::string_view event_id) { return tagged_key(shop, 'e', event_id); }
std::string refund_once_key(ShopId shop, std::string_view order_id, std::string_view refund_id) {
  return measured_key(shop, 'r', order_id).append(refund_id);
}
std::string erased_key(ShopId shop, std::string_view hash) { return tagged_key(shop, 'x', hash); }
std::string repeats_of_generation(ShopId shop, std::uint32_t generation) {
  std::string key = tagged_key(shop, 'k', "");
  append_u32(key, generation);
  return key;
}
std::string repeat_prefix(ShopId shop, std::uint32_t generation, std::string_view name) {
  constexpr std::size_t kHashBytes = 16;
  const Sha256 hash = sha256(name);
  return repeats_of_generation(shop, generation)
      .append(reinterpret_cast<const char*>(hash.data()), kHashBytes);
}
std::string repeat_key(ShopId shop, std::uint32_t generation, std::string_view name, std::uint32_t part) {
  std::string key = repeat_prefix(shop, generation, name);
  append_u32(key, part);
  return key;
}

Identity identity_of(const Order& order) {
  if (!order.user_id.empty()) return {IdentityKind::user, order.user_id};
  if (!order.anonymous_id.empty()) return {IdentityKind::anonymous, order.anonymous_id};
  return {IdentityKind::email, order.email_hash};
}

std::string history_prefix(ShopId shop, Identity who) {
  return measured_key(shop, static_cast<char>(who.kind), who.id);
}

std::string history_key(ShopId shop, Identity who, Timestamp placed_at, std::string_view order_id) {
  std::string key = history_prefix(shop, who);
  append_u64(key, static_cast<std::uint64_t>(placed_at.time_since_epoch().count()));
  key.append(order_id);
  return key;
}

std::optional<HistoryEntry> parse_history_entry(std::string_view key, std::size_t prefix_size) {
  if (key.size() < prefix_size + 8) return std::nullopt;
  const auto micros = static_cast<std::int64_t>(read_u64(key.substr(prefix_size)));
  return HistoryEntry{Timestamp(std::chrono::microseconds(micros)), key.substr(prefix_size + 8)};
}

}  // namespace suggestd::store
