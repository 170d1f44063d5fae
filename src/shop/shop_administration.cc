#include "shop/shop_administration.h"

#include "shop/shops.h"

namespace suggestd::shop {

ShopAdministration administration_of(store::ShopRegistry& at_rest) {
  ShopAdministration of;
  of.list = [&at_rest] { return at_rest.all(); };
  of.get = [&at_rest](std::string_view name) { return at_rest.entry(name); };
  of.create = [&at_rest](std::string_view name, std::string settings) -> Result<store::ShopEntry> {
    const auto made = at_rest.create(name, std::move(settings));
    if (!made) return made.error();
    return at_rest.entry(name);
  };
  of.create_with = [&at_rest](const store::ShopEntry& wanted,
                              const store::ShopRegistry::StoreRow& store) -> Result<store::ShopEntry> {
    const auto made = at_rest.create(wanted, store);
    if (!made) return made.error();
    return at_rest.entry(wanted.name);
  };
  of.change = [&at_rest](std::string_view name, const store::ShopRegistry::Edit& edit) {
    return at_rest.change(name, edit);
  };
  of.remove = [&at_rest](std::string_view name) { return at_rest.remove(name); };
  return of;
}

ShopAdministration administration_of(Shops& running) {
  store::ShopRegistry& registry = running.store().shops();
  ShopAdministration of = administration_of(registry);
  of.create = [&running, &registry](std::string_view name, std::string settings) -> Result<store::ShopEntry> {
    const auto made = running.create(name, std::move(settings));
    if (!made) return made.error();
    return registry.entry(name);
  };
  of.create_with = [&running, &registry](
                       const store::ShopEntry& wanted,
                       const store::ShopRegistry::StoreRow& store) -> Result<store::ShopEntry> {
    const auto made = running.create(wanted, store);
    if (!made) return made.error();
    return registry.entry(wanted.name);
  };
  of.change = [&running](std::string_view name, const store::ShopRegistry::Edit& edit) {
    return running.change(name, edit);
  };
  of.remove = [&running](std::string_view name) { return running.remove(name); };
  return of;
}

}  // namespace suggestd::shop
