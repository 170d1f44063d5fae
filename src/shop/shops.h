// All shops of one server: opened together, over one store.
//
// Deleted  a shop can't be found any more, ends its followers and takes no writes; requests that hold it go on
//          with what they have. Its rows are gone when remove() returns.
// Threads  any; create() and remove() are serialised inside.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "shop/erasure_worker.h"
#include "shop/retention_schedule.h"
#include "shop/shop.h"
#include "shop/standard_settings.h"
#include "store/store.h"
#include "store/tables/shop_registry.h"

namespace suggestd::shop {

class LookBack;  // shop/look_back.h

class Shops {
 public:
  // Opens the store and every shop that it holds; makes the shop "default" in an empty store. `standard` nothing:
  // no configuration is at hand, so a shop that leaves `consent` out keeps the rule that its log has.
  static Result<std::unique_ptr<Shops>> open(const store::StoreOptions& store_options,
                                             const ShopOptions& options,
                                             const RetentionOptions& retention = {},
                                             const ErasureOptions& erasures = {},
                                             const std::optional<StandardSettings>& standard = {});
  ~Shops();  // requires: no call is under way

  // Null if unknown. Requires: this object outlives what is found.
  std::shared_ptr<Shop> find(std::string_view name) const;
  std::shared_ptr<Shop> find(ShopId id) const;
  std::vector<std::shared_ptr<Shop>> all() const;
  // Errors: as ShopRegistry::create; those of opening a shop.
  Result<std::shared_ptr<Shop>> create(std::string_view name, std::string settings = {});
  Result<std::shared_ptr<Shop>> create(const store::ShopEntry& wanted,
                                       const store::ShopRegistry::StoreRow& store);
  // As ShopRegistry::change; the shop keeps to it when this returns. Errors: also invalid for settings that
  // can't be read.
  Result<store::ShopEntry> change(std::string_view name, const store::ShopRegistry::Edit& edit);
  // Errors: not_found.
  Result<store::RemovedShop> remove(std::string_view name);

  // --- The parts of the configuration that may change while it runs, for all shops and those to come.
  void set_read_policy(const ReadPolicy& policy);
  void set_retention(const RetentionOptions& options);
  // Errors: those of the store, naming the shop; the shops before it keep to the new ones then.
  Status set_standard_settings(const StandardSettings& standard);
  // The names of the scenarios that were put, each once. Errors: as ScenarioBook::put_from_file, naming the shop;
  // what was put before stays.
  Result<std::vector<std::string>> put_scenarios_of_file(const std::vector<std::string>& documents);

  store::Store& store() const noexcept;
  LookBack& look_back() const noexcept;

 private:
  struct Parts;
  explicit Shops(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace suggestd::shop
