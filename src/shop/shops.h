// All shops of one server: opened together, over one store.
//
// Threads  lookups from any thread; create() is serialised inside.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "shop/retention_schedule.h"
#include "shop/shop.h"
#include "store/store.h"

namespace suggestd::shop {

class Shops {
 public:
  // Opens the store and every shop that it holds; makes the shop "default" in an empty store.
  static Result<std::unique_ptr<Shops>> open(const store::StoreOptions& store_options,
                                             const ShopOptions& options,
                                             const RetentionOptions& retention = {});
  ~Shops();  // requires: no call is under way

  // Null if unknown. The pointer stays valid as long as this object.
  Shop* find(std::string_view name) const;
  Shop* find(ShopId id) const;
  std::vector<Shop*> all() const;
  Result<Shop*> create(std::string_view name);

  store::Store& store() const noexcept;

 private:
  struct Parts;
  explicit Shops(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace suggestd::shop
