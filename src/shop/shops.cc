#include "shop/shops.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/mutex.h"
#include "follow/follower_pool.h"
#include "records/consent.h"
#include "records/mutation.h"
#include "shop/draft_publisher.h"
#include "shop/look_back.h"

namespace suggestd::shop {

struct Shops::Parts {
  std::unique_ptr<store::Store> store;
  ShopOptions options;
  std::optional<StandardSettings> standard;  // nothing: no configuration is at hand
  mutable SharedMutex mutex;
  std::map<ShopId, std::shared_ptr<Shop>> shops SUGGESTD_GUARDED_BY(mutex);
  Mutex changing;  // held while a shop is made or removed
  std::unique_ptr<RetentionSchedule> retention;
  std::unique_ptr<ErasureWorker> erasures;
  std::unique_ptr<DraftPublisher> drafts;
  LookBack look_back;
  // Held from the start to the end, so that no shop of a later day makes it, from a job of low priority.
  const std::shared_ptr<follow::FollowerPool> followers = follow::FollowerPool::of_process();

  Result<std::shared_ptr<Shop>> open_shop(const store::ShopEntry& entry) {
    Result<ShopSettings> settings = settings_of(entry, standard.value_or(StandardSettings()));
    if (!settings) return std::move(settings).error();
    if (!standard && !names_consent(entry.settings)) {
      const auto required = consent_is_required(entry.id);
      if (!required) return required.error();
      settings->consent = *required ? ConsentRule::required : ConsentRule::assumed;
    }
    ShopOptions of_shop = options;
    // A learner that began by other options would throw the checkpoint away.
    of_shop.model = settings->model;
    of_shop.erasure_begun = [this, id = entry.id] {
      look_back.forget(id);
      erasures->wake();
    };
    Result<std::unique_ptr<Shop>> opened = Shop::open(*store, entry.id, entry.name, std::move(of_shop));
    if (!opened) return std::move(opened).error();
    if (Status kept = apply(entry, *std::move(settings), **opened); !kept) return std::move(kept).error();
    std::shared_ptr<Shop> shop = std::move(*opened);
    const ExclusiveLock lock(mutex);
    return shops.emplace(entry.id, std::move(shop)).first->second;
  }

  Result<std::shared_ptr<Shop>> open_made(std::string_view name) {
    const auto entry = store->shops().entry(name);
    if (!entry) return entry.error();
    return open_shop(*entry);
  }

  static Result<ShopSettings> settings_of(const store::ShopEntry& entry, const StandardSettings& standard) {
    Result<ShopSettings> settings = settings_in_force(entry.settings, standard);
    if (!settings) return settings.error().with_context(fmt::format("settings of the shop '{}'", entry.name));
    return settings;
  }

  Status apply(const store::ShopEntry& entry, ShopSettings settings, Shop& shop) const {
    shop.set_suspended(entry.suspended);
    const bool required = settings.consent == ConsentRule::required;
    shop.set_settings(std::move(settings));
    if (Status kept = keep_consent_rule(entry.id, required); !kept)
      return kept.error().with_context(fmt::format("the rule on consent of the shop '{}'", entry.name));
    return {};
  }

  // The settings are no part of the log, and the learner reads nothing else. A crash between the two is made
  // good when the shop is opened.
  Status keep_consent_rule(ShopId id, bool required) const {
    const std::string name(kConsentRequiredDocument);
    const auto stored = consent_is_required(id);
    if (!stored) return stored.error();
    if (*stored == required) return {};
    std::vector<Mutation> change;
    if (required) {
      change.emplace_back(PutRule{{name, std::string(kConsentRequiredJson)}});
    } else {
      change.emplace_back(DeleteRule{name});
    }
    const auto written = store->committer().commit(id, std::move(change), store::Durability::synced);
    if (!written) return written.error();
    return {};
  }

  Result<bool> consent_is_required(ShopId id) const {
    const auto stored = store->records().rule(id, std::string(kConsentRequiredDocument));
    if (!stored && stored.error().kind() != ErrorKind::not_found) return stored.error();
    return stored.ok();
  }

  // Requires: `changing` is held.
  Status keep_settings(const store::ShopEntry& entry, const StandardSettings& of_configuration) const {
    const std::shared_ptr<Shop> shop = find(entry.id);
    if (shop == nullptr) return {};
    Result<ShopSettings> settings = settings_of(entry, of_configuration);
    if (!settings) return std::move(settings).error();
    return apply(entry, *std::move(settings), *shop);
  }

  std::shared_ptr<Shop> find(ShopId id) const {
    const SharedLock lock(mutex);
    const auto found = shops.find(id);
    return found == shops.end() ? nullptr : found->second;
  }

  std::shared_ptr<Shop> take_out(ShopId id) {
    const ExclusiveLock lock(mutex);
    const auto found = shops.find(id);
    if (found == shops.end()) return nullptr;
    std::shared_ptr<Shop> shop = std::move(found->second);
    shops.erase(found);
    return shop;
  }
};

Shops::Shops(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

// Learners and retention are destroyed before the store that they read.
Shops::~Shops() {
  parts_->drafts.reset();
  parts_->retention.reset();
  parts_->erasures.reset();
  parts_->shops.clear();
}

Result<std::unique_ptr<Shops>> Shops::open(const store::StoreOptions& store_options,
                                           const ShopOptions& options, const RetentionOptions& retention,
                                           const ErasureOptions& erasures,
                                           const std::optional<StandardSettings>& standard) {
  Result<std::unique_ptr<store::Store>> store = store::Store::open(store_options);
  if (!store) return std::move(store).error();
  auto parts = std::make_unique<Parts>();
  parts->store = std::move(*store);
  parts->options = options;
  parts->standard = standard;
  parts->erasures = std::make_unique<ErasureWorker>(*parts->store, erasures);
  if (parts->store->shops().all().empty()) {
    Result<ShopId> made = parts->store->shops().create("default");
    if (!made) return std::move(made).error();
  }
  for (const store::ShopEntry& entry : parts->store->shops().all()) {
    const auto shop = parts->open_shop(entry);
    if (!shop) return shop.error();
  }
  parts->store->committer().set_lag_gate([gate = parts.get()](ShopId id, store::WriteSize size) {
    const std::shared_ptr<Shop> shop = gate->find(id);
    return shop == nullptr ? std::chrono::milliseconds(0) : shop->slow_down(size);
  });
  parts->retention = std::make_unique<RetentionSchedule>(*parts->store, retention);
  parts->drafts = std::make_unique<DraftPublisher>(*parts->store,
                                                   [all = parts.get()](ShopId id) { return all->find(id); });
  return std::unique_ptr<Shops>(new Shops(std::move(parts)));
}

std::shared_ptr<Shop> Shops::find(std::string_view name) const {
  const std::optional<ShopId> id = parts_->store->shops().find(name);
  return id ? parts_->find(*id) : nullptr;
}

std::shared_ptr<Shop> Shops::find(ShopId id) const { return parts_->find(id); }

std::vector<std::shared_ptr<Shop>> Shops::all() const {
  const SharedLock lock(parts_->mutex);
  std::vector<std::shared_ptr<Shop>> all;
  for (const auto& [id, shop] : parts_->shops) all.push_back(shop);
  return all;
}

Result<std::shared_ptr<Shop>> Shops::create(std::string_view name, std::string settings) {
  const MutexLock lock(parts_->changing);
  const Result<ShopId> id = parts_->store->shops().create(name, std::move(settings));
  if (!id) return id.error();
  return parts_->open_made(name);
}

Result<std::shared_ptr<Shop>> Shops::create(const store::ShopEntry& wanted,
                                            const store::ShopRegistry::StoreRow& store) {
  const MutexLock lock(parts_->changing);
  const Result<ShopId> id = parts_->store->shops().create(wanted, store);
  if (!id) return id.error();
  return parts_->open_made(wanted.name);
}

Result<store::ShopEntry> Shops::change(std::string_view name, const store::ShopRegistry::Edit& edit) {
  const MutexLock lock(parts_->changing);
  Result<store::ShopEntry> entry = parts_->store->shops().change(name, edit);
  if (!entry) return entry;
  const Status kept = parts_->keep_settings(*entry, parts_->standard.value_or(StandardSettings()));
  if (!kept) return kept.error();
  return entry;
}

// Nobody finds it and nothing writes to it before its rows are taken away. Where that fails, it is opened anew.
Result<store::RemovedShop> Shops::remove(std::string_view name) {
  const MutexLock lock(parts_->changing);
  const auto entry = parts_->store->shops().entry(name);
  if (!entry) return entry.error();
  if (const std::shared_ptr<Shop> shop = parts_->take_out(entry->id)) shop->close();
  parts_->look_back.forget(entry->id);
  Result<store::RemovedShop> removed = parts_->store->shops().remove(name);
  if (removed) return removed;
  if (const auto again = parts_->open_shop(*entry); !again)
    return removed.error().with_context("the shop is closed until a restart");
  return removed;
}

void Shops::set_read_policy(const ReadPolicy& policy) {
  const MutexLock lock(parts_->changing);
  parts_->options.reads = policy;
  for (const auto& shop : all()) shop->set_read_policy(policy);
}

void Shops::set_retention(const RetentionOptions& options) { parts_->retention->set_options(options); }

Status Shops::set_standard_settings(const StandardSettings& standard) {
  const MutexLock lock(parts_->changing);
  if (parts_->standard == standard) return {};
  for (const store::ShopEntry& entry : parts_->store->shops().all()) {
    if (Status kept = parts_->keep_settings(entry, standard); !kept) return kept;
  }
  parts_->standard = standard;
  return {};
}

Result<std::vector<std::string>> Shops::put_scenarios_of_file(const std::vector<std::string>& documents) {
  const MutexLock lock(parts_->changing);
  std::set<std::string> changed;
  for (const auto& shop : all()) {
    auto put = shop->put_scenarios_of_file(documents);
    if (!put) return put.error().with_context(fmt::format("[[scenario]] in the shop '{}'", shop->name()));
    changed.insert(std::make_move_iterator(put->begin()), std::make_move_iterator(put->end()));
  }
  parts_->options.scenarios = documents;
  return std::vector<std::string>(changed.begin(), changed.end());
}

store::Store& Shops::store() const noexcept { return *parts_->store; }

LookBack& Shops::look_back() const noexcept { return parts_->look_back; }

}  // namespace suggestd::shop
