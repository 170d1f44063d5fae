#include "store/tables/shop_registry.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>
#include <rocksdb/write_batch.h>
#include <nlohmann/json.hpp>

#include "base/json_tree.h"
#include "base/log.h"
#include "base/mutex.h"
#include "store/disk/database.h"
#include "store/tables/limits.h"
#include "store/tables/shop_rows.h"

namespace suggestd::store {
namespace {

constexpr std::string_view kPrefix = "shops/";
constexpr std::string_view kRemovedPrefix = "removed_shops/";
constexpr std::size_t kToldNames = 10;

std::string key_of(std::string_view name) { return std::string(kPrefix).append(name); }

Result<ShopId> parse_number(std::string_view text) {
  std::uint32_t shop = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), shop);
  if (problem != std::errc{} || end != text.data() + text.size())
    return corrupt(fmt::format("the number '{}' of a shop can't be read", text));
  return ShopId{shop};
}

std::string encode(const ShopEntry& shop) {
  nlohmann::json row{{"number", number(shop.id)}};
  if (shop.suspended) row["suspended"] = true;
  if (shop.created) row["created"] = to_rfc3339(*shop.created);
  if (!shop.settings.empty()) row["settings"] = shop.settings;
  if (shop.version > 1) row["version"] = shop.version;
  if (shop.registered) row["registered"] = true;
  return json_text(row);
}

// An object; up to 0.1.0 the number alone.
Result<ShopEntry> decode(std::string_view name, std::string_view text) {
  ShopEntry shop;
  shop.name = name;
  if (!text.starts_with('{')) {
    const Result<ShopId> id = parse_number(text);
    if (!id) return id.error();
    shop.id = *id;
    return shop;
  }
  const auto row = nlohmann::json::parse(text, nullptr, false);
  if (!row.is_object() || !row.contains("number") || !row["number"].is_number_unsigned())
    return corrupt(fmt::format("the row of the shop '{}' can't be read", name));
  shop.id = ShopId{row["number"].get<std::uint32_t>()};
  shop.suspended = row.value("suspended", false);
  shop.settings = row.value("settings", "");
  shop.version = row.value("version", std::uint64_t{1});
  shop.registered = row.value("registered", false);
  if (row.contains("created") && row["created"].is_string()) {
    const Result<Timestamp> created = parse_rfc3339(row["created"].get<std::string>());
    if (created) shop.created = *created;
  }
  return shop;
}

}  // namespace

ShopRegistry::ShopRegistry(ShopRegistry&& other) noexcept
    : meta_(other.meta_), database_(other.database_), shops_(std::move(other.shops_)), last_(other.last_) {}

Result<ShopRegistry> ShopRegistry::load(MetaTable& meta, Database& database) {
  ShopRegistry registry(meta, database);
  if (Status loaded = registry.load_shops(); !loaded) return std::move(loaded).error();
  if (Status loaded = registry.load_removed(); !loaded) return std::move(loaded).error();
  return registry;
}

Status ShopRegistry::load_shops() {
  std::vector<ShopEntry> shops;
  const Status read = meta_->for_each(kPrefix, [&](std::string_view key, std::string_view value) -> Status {
    key.remove_prefix(kPrefix.size());
    Result<ShopEntry> shop = decode(key, value);
    if (!shop) return shop.error();
    shops.push_back(*std::move(shop));
    return {};
  });
  if (!read) return read;
  const MutexLock lock(mutex_);
  for (ShopEntry& shop : shops) {
    last_ = std::max(last_, number(shop.id));
    shops_.emplace(shop.name, std::move(shop));
  }
  return {};
}

Status ShopRegistry::load_removed() {
  std::vector<ShopId> removed;
  const Status read = meta_->for_each(kRemovedPrefix, [&](std::string_view key, std::string_view) -> Status {
    key.remove_prefix(kRemovedPrefix.size());
    const Result<ShopId> id = parse_number(key);
    if (!id) return id.error();
    removed.push_back(*id);
    return {};
  });
  {
    const MutexLock lock(mutex_);
    for (const ShopId shop : removed) last_ = std::max(last_, number(shop));
  }
  if (!read || database_->read_only()) return read;
  for (const ShopId shop : removed) {
    if (!has_shop_rows(*database_, shop)) continue;
    log_info("rows of a removed shop are taken away", {{"shop_number", std::uint64_t{number(shop)}}});
    rocksdb::WriteBatch batch;
    const auto held = database_->hold();
    delete_shop_rows(*database_, shop, batch);
    if (Status written = database_->write(batch, true); !written) return written;
  }
  return {};
}

Result<ShopId> ShopRegistry::create(std::string_view name, std::string settings) {
  ShopEntry wanted;
  wanted.name = name;
  wanted.settings = std::move(settings);
  return create(wanted, [this](const MetaRow& row) { return meta_->put(row.key, row.value); });
}

Result<ShopId> ShopRegistry::create(const ShopEntry& wanted, const StoreRow& store) {
  const std::string& name = wanted.name;
  const Status good = check_id(name);
  if (!good) return good.error().with_context("the shop's name");
  if (name.size() > limits::kShopNameBytes.most)
    return invalid(fmt::format("a shop's name has at most {} bytes", limits::kShopNameBytes.most));
  // Clients shorten an address with such a part in it before they send it.
  if (name == "." || name == ".." || name.find('/') != std::string::npos)
    return invalid(
        fmt::format("'{}' can't be a shop's name: it is a part of addresses, so it has no '/' and is neither "
                    "'.' nor '..'",
                    name));
  const MutexLock lock(mutex_);
  if (shops_.find(name) != shops_.end()) return conflict(fmt::format("there is a shop '{}' already", name));
  ShopEntry shop{ShopId{last_ + 1}, name, false, now(), wanted.settings};
  shop.registered = wanted.registered;
  if (Status stored = store({key_of(name), encode(shop)}); !stored) return std::move(stored).error();
  ++last_;
  shops_.emplace(name, shop);
  // A command that makes a key for the shop looks at the store beside the server.
  if (Status flushed = meta_->flush(); !flushed) return flushed.error();
  return shop.id;
}

std::optional<ShopId> ShopRegistry::find(std::string_view name) const {
  const MutexLock lock(mutex_);
  const auto found = shops_.find(name);
  return found == shops_.end() ? std::nullopt : std::optional(found->second.id);
}

Result<ShopEntry> ShopRegistry::entry(std::string_view name) const {
  const MutexLock lock(mutex_);
  const auto found = shops_.find(name);
  return found == shops_.end() ? Result<ShopEntry>(unknown(name)) : found->second;
}

std::vector<ShopEntry> ShopRegistry::all() const {
  std::vector<ShopEntry> entries;
  {
    const MutexLock lock(mutex_);
    for (const auto& [name, shop] : shops_) entries.push_back(shop);
  }
  std::ranges::sort(entries, {}, &ShopEntry::id);
  return entries;
}

Result<ShopEntry> ShopRegistry::change(std::string_view name, const Edit& edit) {
  const MutexLock lock(mutex_);
  const auto found = shops_.find(name);
  if (found == shops_.end()) return unknown(name);
  ShopEntry changed = found->second;
  if (Status edited = edit(changed); !edited) return std::move(edited).error();
  ++changed.version;
  if (Status written = meta_->put(key_of(name), encode(changed)); !written) return std::move(written).error();
  found->second = changed;
  return changed;
}

Result<RemovedShop> ShopRegistry::remove(std::string_view name) {
  const MutexLock lock(mutex_);
  const auto found = shops_.find(name);
  if (found == shops_.end()) return unknown(name);
  RemovedShop removed{found->second.id, found->second.name, now()};
  rocksdb::WriteBatch batch;
  const auto held = database_->hold();
  rocksdb::ColumnFamilyHandle* const meta = database_->family(Family::meta);
  (void)batch.Delete(meta, MetaTable::row_key(key_of(name)));
  (void)batch.Put(meta, MetaTable::row_key(fmt::format("{}{}", kRemovedPrefix, number(removed.id))),
                  json_text(nlohmann::json{{"name", removed.name}, {"at", to_rfc3339(removed.at)}}));
  delete_shop_rows(*database_, removed.id, batch);
  if (Status written = database_->write(batch, true); !written) return std::move(written).error();
  shops_.erase(found);
  return removed;
}

Error ShopRegistry::unknown(std::string_view name) const {
  std::vector<std::string_view> names;
  for (const auto& [known, shop] : shops_) {
    if (names.size() < kToldNames) names.push_back(known);
  }
  const std::size_t more = shops_.size() - names.size();
  return not_found(fmt::format("there is no shop '{}'; there are: {}{}", name, fmt::join(names, ", "),
                               more == 0 ? "" : fmt::format(" and {} more", more)));
}

}  // namespace suggestd::store
