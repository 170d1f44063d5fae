#include "shop/shops.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <utility>

namespace suggestd::shop {

struct Shops::Parts {
  std::unique_ptr<store::Store> store;
  ShopOptions options;
  mutable std::shared_mutex mutex;
  std::map<ShopId, std::unique_ptr<Shop>> shops;  // guarded by mutex; entries are never taken out
  std::unique_ptr<RetentionSchedule> retention;

  Result<Shop*> open_shop(ShopId id, std::string name) {
    Result<std::unique_ptr<Shop>> shop = Shop::open(*store, id, std::move(name), options);
    if (!shop) return std::move(shop).error();
    const std::unique_lock lock(mutex);
    return shops.emplace(id, std::move(*shop)).first->second.get();
  }

  Shop* find(ShopId id) const {
    const std::shared_lock lock(mutex);
    const auto found = shops.find(id);
    return found == shops.end() ? nullptr : found->second.get();
  }
};

Shops::Shops(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

// Learners and retention go before the store that they read.
Shops::~Shops() {
  parts_->retention.reset();
  parts_->shops.clear();
}

Result<std::unique_ptr<Shops>> Shops::open(const store::StoreOptions& store_options,
                                           const ShopOptions& options, const RetentionOptions& retention) {
  Result<std::unique_ptr<store::Store>> store = store::Store::open(store_options);
  if (!store) return std::move(store).error();
  auto parts = std::make_unique<Parts>();
  parts->store = std::move(*store);
  parts->options = options;
  if (parts->store->shops().all().empty()) {
    Result<ShopId> made = parts->store->shops().create("default");
    if (!made) return std::move(made).error();
  }
  for (const store::ShopEntry& entry : parts->store->shops().all()) {
    Result<Shop*> shop = parts->open_shop(entry.id, entry.name);
    if (!shop) return std::move(shop).error();
  }
  parts->store->committer().set_lag_gate([gate = parts.get()](ShopId id) {
    const Shop* shop = gate->find(id);
    return shop == nullptr ? std::chrono::milliseconds(0) : shop->slow_down();
  });
  parts->retention = std::make_unique<RetentionSchedule>(*parts->store, retention);
  return std::unique_ptr<Shops>(new Shops(std::move(parts)));
}

Shop* Shops::find(std::string_view name) const {
  const std::optional<ShopId> id = parts_->store->shops().find(name);
  return id ? parts_->find(*id) : nullptr;
}

Shop* Shops::find(ShopId id) const { return parts_->find(id); }

std::vector<Shop*> Shops::all() const {
  const std::shared_lock lock(parts_->mutex);
  std::vector<Shop*> all;
  for (const auto& [id, shop] : parts_->shops) all.push_back(shop.get());
  return all;
}

Result<Shop*> Shops::create(std::string_view name) {
  Result<ShopId> id = parts_->store->shops().create(name);
  if (!id) return std::move(id).error();
  return parts_->open_shop(*id, std::string(name));
}

store::Store& Shops::store() const noexcept { return *parts_->store; }

}  // namespace suggestd::shop
