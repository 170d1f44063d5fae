// The things that must not come back: the ids of erased people, orders and events, as keyed hashes.
//
// Secret   32 random bytes of the shop, made with its first erasure. The hash is HMAC-SHA-256 (RFC 2104), cut to
//          16 bytes: whoever has the rows and not the secret can't try ids out.
// Order, event  a delivery with such an id is ignored for ever.
// Person   orders and events that happened before the erasure are ignored; later ones are those of somebody who
//          came back.
// Cost     nothing in a store where nobody was ever erased; else two look-ups and an HMAC for each new thing.
// Threads  the committer's alone, but for open() and hash_erased().
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "records/order.h"
#include "records/person_id.h"

namespace suggestd::store {

class Database;
class PendingGroup;

// The letters are hashed: never change or reuse one.
enum class ErasedKind : char { order = 'o', event = 'e', person = 'p' };

inline constexpr std::size_t kErasureSecretBytes = 32;
inline constexpr std::size_t kErasedHashBytes = 16;
std::string hash_erased(std::string_view secret, ErasedKind kind, std::string_view id);

class ErasedIds {
 public:
  // Errors: those of the database, which outlives this.
  static Result<std::unique_ptr<ErasedIds>> open(const Database& database);

  // When the id was erased; nothing if it never was.
  Result<std::optional<Timestamp>> when(const PendingGroup& group, ShopId shop, ErasedKind kind,
                                        std::string_view id) const;
  // True if something of one of these ids, done at this time, belongs to an erased person.
  Result<bool> is_of_erased(const PendingGroup& group, ShopId shop, std::string_view user_id,
                            std::string_view anonymous_id, std::string_view email_hash, Timestamp at) const;

  Status add(PendingGroup& group, ShopId shop, ErasedKind kind, std::string_view id, Timestamp at);

 private:
  // "" if the shop has none.
  Result<std::string> secret_of(const PendingGroup& group, ShopId shop) const;

  std::atomic<bool> any_{false};  // some shop may have a secret
};

}  // namespace suggestd::store
