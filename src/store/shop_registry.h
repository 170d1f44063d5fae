// Names of shops and the numbers that their keys in the store begin with.
//
// A number is never handed out twice. Threads: any.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "store/meta_table.h"

namespace suggestd::store {

struct ShopEntry {
  ShopId id{};
  std::string name;
};

class ShopRegistry {
 public:
  // Requires: `meta` outlives the registry.
  static Result<ShopRegistry> load(MetaTable& meta);
  ShopRegistry(ShopRegistry&& other) noexcept;

  // Errors: conflict if the name is taken; invalid if it is no id or longer than 64 bytes.
  Result<ShopId> create(std::string_view name);
  std::optional<ShopId> find(std::string_view name) const;
  // By number.
  std::vector<ShopEntry> all() const;

 private:
  explicit ShopRegistry(MetaTable& meta) : meta_(&meta) {}

  MetaTable* meta_;
  mutable std::mutex mutex_;
  std::map<std::string, ShopId, std::less<>> shops_;  // guarded by mutex_
};

}  // namespace suggestd::store
