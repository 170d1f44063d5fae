// The shops of a store: their names, the numbers that their keys begin with, and their states.
//
// Numbers  are never handed out twice, also not those of removed shops.
// Removed  a shop goes with all its rows in one batch. A row "removed_shops/N" stays, which tells that it was
//          there; rows that a request wrote meanwhile go at the next start.
// Threads  any.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/mutex.h"
#include "base/result.h"
#include "base/time.h"
#include "store/tables/meta_table.h"

namespace suggestd::store {

class Database;

struct ShopEntry {
  ShopId id{};
  std::string name;
  bool suspended = false;
  std::optional<Timestamp> created = {};  // nothing: before this was kept
  std::string settings = {};              // the operator's, in the words of shop/shop_settings.h; "": none
  std::uint64_t version = 1;              // of `suspended` and `settings`; grows with each change
  bool registered = false;                // somebody made it by registering, without an invitation
};

struct RemovedShop {
  ShopId id{};
  std::string name;
  Timestamp at{};
};

class ShopRegistry {
 public:
  // Requires: `meta` and `database` outlive the registry.
  static Result<ShopRegistry> load(MetaTable& meta, Database& database);
  ShopRegistry(ShopRegistry&& other) noexcept;

  // Errors: conflict if the name is taken, or there are too many; invalid if it is no id or longer than 64
  // bytes.
  Result<ShopId> create(std::string_view name, std::string settings = {});
  // The same with the settings of `wanted` and its `registered`. `store` stores the shop's row, and in one batch with
  // it what must not be there without the shop. Errors: also those of `store`, which leave all as it is.
  using StoreRow = std::function<Status(const MetaRow& row)>;
  Result<ShopId> create(const ShopEntry& wanted, const StoreRow& store);
  std::optional<ShopId> find(std::string_view name) const;
  // Errors: not_found, naming shops that there are.
  Result<ShopEntry> entry(std::string_view name) const;
  // By number.
  std::vector<ShopEntry> all() const;
  // Changes `suspended` and `settings`, nothing else; on disk when it returns. Errors: not_found; those of
  // `edit`, which leave all as it is.
  using Edit = std::function<Status(ShopEntry&)>;
  Result<ShopEntry> change(std::string_view name, const Edit& edit);
  // Takes the shop and all its rows away. Requires: nothing writes to it any more. Errors: not_found.
  Result<RemovedShop> remove(std::string_view name);

 private:
  using Entries = std::map<std::string, ShopEntry, std::less<>>;

  ShopRegistry(MetaTable& meta, Database& database) : meta_(&meta), database_(&database) {}
  Status load_shops();
  Status load_removed();
  Error unknown(std::string_view name) const SUGGESTD_REQUIRES(mutex_);

  MetaTable* meta_;
  Database* database_;
  mutable Mutex mutex_;
  Entries shops_ SUGGESTD_GUARDED_BY(mutex_);
  std::uint32_t last_ SUGGESTD_GUARDED_BY(mutex_) = 0;  // the largest number that was ever handed out
};

}  // namespace suggestd::store
