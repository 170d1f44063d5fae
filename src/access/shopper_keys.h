// The keys that one shop registered to have its shoppers' tokens verified, by the `kid` that tokens name.
//
// Kept     in the store's meta table, with the shop's other rows. An HS256 secret is kept as it is, since it is
//          needed to verify: a shop that does not want that registers a public key.
// Threads  find() and list() any, without a lock; writes are serialised inside.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "access/verification_key.h"
#include "base/ids.h"
#include "base/mutex.h"
#include "base/published.h"
#include "base/result.h"
#include "base/time.h"
#include "store/tables/meta_table.h"

namespace suggestd::http {

struct ShopperKey {
  std::string key_id;  // kid
  VerificationKey key;
  Timestamp created{};
};

class ShopperKeys {
 public:
  using Pointer = std::shared_ptr<const ShopperKey>;

  // Requires: `meta` outlives the keys. Errors: corrupt; those of the store.
  static Result<std::unique_ptr<ShopperKeys>> open(store::MetaTable& meta, ShopId shop);

  // Null if there is none.
  Pointer find(std::string_view key_id) const;
  std::vector<Pointer> list() const;  // by key id

  // Adds a key, or puts it in the place of the one of this id; true if it was added. It is on disk when this
  // returns. Errors: conflict if there are too many.
  Result<bool> put(ShopperKey key);
  // Tokens of this key hold no longer. Errors: not_found.
  Status remove(std::string_view key_id);

 private:
  using Table = std::map<std::string, Pointer, std::less<>>;
  ShopperKeys(store::MetaTable& meta, ShopId shop);
  Status load();

  store::MetaTable& meta_;
  const std::string prefix_;
  Mutex mutex_;
  Published<Table> table_;  // stored under mutex_
};

}  // namespace suggestd::http
