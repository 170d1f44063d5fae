// Making, suspending and removing shops: those of a running server, or of a store at rest.
//
// Errors   as store/tables/shop_registry.h.
// Threads  any.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/tables/shop_registry.h"

namespace suggestd::shop {

class Shops;

struct ShopAdministration {
  std::function<std::vector<store::ShopEntry>()> list;
  std::function<Result<store::ShopEntry>(std::string_view name)> get;
  // `settings`: the document of shop_settings.h; "": none.
  std::function<Result<store::ShopEntry>(std::string_view name, std::string settings)> create;
  // With what is stored beside it: ShopRegistry::create.
  std::function<Result<store::ShopEntry>(const store::ShopEntry& wanted,
                                         const store::ShopRegistry::StoreRow& store)>
      create_with;
  std::function<Result<store::ShopEntry>(std::string_view name, const store::ShopRegistry::Edit& edit)>
      change;
  std::function<Result<store::RemovedShop>(std::string_view name)> remove;
};

// Requires: what they are given outlives them.
ShopAdministration administration_of(store::ShopRegistry& at_rest);
ShopAdministration administration_of(Shops& running);

}  // namespace suggestd::shop
