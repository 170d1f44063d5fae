#include "store/commit/erased_ids.h"

#include <array>
#include <cstdint>

#include "base/hmac.h"
#include "base/secret.h"
#include "records/typed_fields.h"
#include "store/commit/pending_group.h"
#include "store/tables/meta_table.h"
#include "store/tables/receipt.h"
#include "store/tables/shop_rows.h"

namespace suggestd::store {

std::string hash_erased(std::string_view secret, ErasedKind kind, std::string_view id) {
  const Sha256 hash = hmac_sha256(secret, std::string(1, static_cast<char>(kind)).append(id));
  return {reinterpret_cast<const char*>(hash.data()), kErasedHashBytes};
}

Result<std::unique_ptr<ErasedIds>> ErasedIds::open(const Database& database) {
  auto erased = std::make_unique<ErasedIds>();
  Status read = database.for_each(Family::meta, MetaTable::row_key(std::string(kErasureRows) + '/'),
                                  [&](std::string_view, std::string_view) -> Status {
                                    erased->any_ = true;
                                    return {};
                                  });
  if (!read) return std::move(read).error();
  return erased;
}

Result<std::string> ErasedIds::secret_of(const PendingGroup& group, ShopId shop) const {
  if (!any_) return std::string();
  Result<std::optional<std::string>> secret =
      group.get(Family::meta, MetaTable::row_key(erasure_secret_key(shop)));
  if (!secret) return std::move(secret).error();
  return secret->value_or("");
}

Result<std::optional<Timestamp>> ErasedIds::when(const PendingGroup& group, ShopId shop, ErasedKind kind,
                                                 std::string_view id) const {
  const Result<std::string> secret = secret_of(group, shop);
  if (!secret) return secret.error();
  if (secret->empty() || id.empty()) return std::optional<Timestamp>();
  const Result<std::optional<std::string>> row =
      group.get(Family::once, erased_key(shop, hash_erased(*secret, kind, id)));
  if (!row) return row.error();
  if (!*row || (*row)->size() < 8) return std::optional<Timestamp>();
  return std::optional(from_micros(static_cast<std::int64_t>(read_u64(**row))));
}

Result<bool> ErasedIds::is_of_erased(const PendingGroup& group, ShopId shop, std::string_view user_id,
                                     std::string_view anonymous_id, std::string_view email_hash,
                                     Timestamp at) const {
  if (!any_) return false;
  // As the person of an order is chosen: a user's order is the user's, whatever the device.
  const PersonIdKind kind = !user_id.empty()        ? PersonIdKind::user
                            : !anonymous_id.empty() ? PersonIdKind::anonymous
                                                    : PersonIdKind::email_hash;
  const std::string_view id = !user_id.empty() ? user_id : !anonymous_id.empty() ? anonymous_id : email_hash;
  const Result<std::optional<Timestamp>> erased =
      when(group, shop, ErasedKind::person, id.empty() ? "" : person_key(kind, id));
  if (!erased) return erased.error();
  return *erased && at <= **erased;
}

Status ErasedIds::add(PendingGroup& group, ShopId shop, ErasedKind kind, std::string_view id, Timestamp at) {
  any_ = true;
  Result<std::string> secret = secret_of(group, shop);
  if (!secret) return std::move(secret).error();
  if (secret->empty()) {
    std::array<std::uint8_t, kErasureSecretBytes> random{};
    fill_random(random);
    secret->assign(reinterpret_cast<const char*>(random.data()), random.size());
    group.put(Family::meta, MetaTable::row_key(erasure_secret_key(shop)), *secret);
  }
  std::string value;
  append_u64(value, static_cast<std::uint64_t>(micros(at)));
  group.put(Family::once, erased_key(shop, hash_erased(*secret, kind, id)), value);
  return {};
}

}  // namespace suggestd::store
