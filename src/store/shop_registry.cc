#include "store/shop_registry.h"

#include <charconv>
#include <utility>

#include <fmt/format.h>

namespace suggestd::store {
namespace {

constexpr std::string_view kPrefix = "shops/";
constexpr std::size_t kMaxNameBytes = 64;

std::string key_of(std::string_view name) { return std::string(kPrefix).append(name); }

}  // namespace

ShopRegistry::ShopRegistry(ShopRegistry&& other) noexcept
    : meta_(other.meta_), shops_(std::move(other.shops_)) {}

Result<ShopRegistry> ShopRegistry::load(MetaTable& meta) {
  ShopRegistry registry(meta);
  const Status read = meta.for_each(kPrefix, [&](std::string_view key, std::string_view value) -> Status {
    std::uint32_t shop = 0;
    const auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), shop);
    if (problem != std::errc{} || end != value.data() + value.size()) {
      return corrupt(fmt::format("the number of the shop in '{}' can't be read", key));
    }
    registry.shops_.emplace(key.substr(kPrefix.size()), ShopId{shop});
    return {};
  });
  if (!read) return read.error();
  return registry;
}

// Shops are never removed from the registry, so the number after the largest was never handed out.
Result<ShopId> ShopRegistry::create(std::string_view name) {
  const Status good = check_id(name);
  if (!good) return good.error().with_context("the shop's name");
  if (name.size() > kMaxNameBytes)
    return invalid(fmt::format("a shop's name has at most {} bytes", kMaxNameBytes));
  const std::lock_guard lock(mutex_);
  if (shops_.find(name) != shops_.end()) return conflict(fmt::format("there is a shop '{}' already", name));
  std::uint32_t largest = 0;
  for (const auto& [known, id] : shops_) largest = std::max(largest, number(id));
  const ShopId id{largest + 1};
  Status written = meta_->put(key_of(name), fmt::format("{}", number(id)));
  if (!written) return written.error();
  shops_.emplace(name, id);
  return id;
}

std::optional<ShopId> ShopRegistry::find(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  const auto found = shops_.find(name);
  return found == shops_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<ShopEntry> ShopRegistry::all() const {
  std::map<ShopId, std::string> by_number;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [name, id] : shops_) by_number.emplace(id, name);
  }
  std::vector<ShopEntry> entries;
  for (auto& [id, name] : by_number) entries.push_back({id, name});
  return entries;
}

}  // namespace suggestd::store
