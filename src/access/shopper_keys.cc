#include "access/shopper_keys.h"

#include <utility>

#include <fmt/format.h>

#include "access/limits.h"
#include "base/base64url.h"
#include "base/json_tree.h"
#include "base/mutex.h"
#include "records/json_document.h"
#include "store/tables/shop_rows.h"

namespace suggestd::http {
namespace {

// {"algorithm":"ES256","pem":"...","created":"..."}, or with "secret" as base64url.
std::string encode(const ShopperKey& key) {
  Json row{{"algorithm", token_algorithm_name(key.key.algorithm())}, {"created", to_rfc3339(key.created)}};
  if (key.key.secret().empty()) {
    row["pem"] = key.key.pem();
  } else {
    row["secret"] = encode_base64url(key.key.secret());
  }
  return json_text(row);
}

std::string text_of(const Json& row, const char* name) {
  const auto found = row.find(name);
  return found != row.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Result<ShopperKey> decode(std::string_view key_id, std::string_view text) {
  const Json row = Json::parse(text, nullptr, false);
  const auto damaged = [&] { return corrupt(fmt::format("the verification key '{}'", key_id)); };
  if (!row.is_object()) return damaged();
  const auto algorithm = parse_token_algorithm(text_of(row, "algorithm"));
  const auto secret = decode_base64url(text_of(row, "secret"));
  const auto created = parse_rfc3339(text_of(row, "created"));
  if (!algorithm || !secret || !created) return damaged();
  auto key = *algorithm == TokenAlgorithm::hs256 ? VerificationKey::of_secret(*secret)
                                                 : VerificationKey::of_pem(*algorithm, text_of(row, "pem"));
  if (!key) return damaged();
  return ShopperKey{std::string(key_id), *std::move(key), *created};
}

}  // namespace

ShopperKeys::ShopperKeys(store::MetaTable& meta, ShopId shop)
    : meta_(meta), prefix_(store::shop_rows_prefix(store::kShopperKeyRows, shop)) {
  table_.store(std::make_shared<const Table>());
}

Result<std::unique_ptr<ShopperKeys>> ShopperKeys::open(store::MetaTable& meta, ShopId shop) {
  std::unique_ptr<ShopperKeys> keys(new ShopperKeys(meta, shop));
  if (Status loaded = keys->load(); !loaded) return std::move(loaded).error();
  return keys;
}

Status ShopperKeys::load() {
  const MutexLock lock(mutex_);
  auto table = std::make_shared<Table>();
  Status read = meta_.for_each(prefix_, [&](std::string_view name, std::string_view text) -> Status {
    name.remove_prefix(prefix_.size());
    auto key = decode(name, text);
    if (!key) return std::move(key).error();
    table->emplace(name, std::make_shared<const ShopperKey>(*std::move(key)));
    return {};
  });
  if (read) table_.store(std::move(table));
  return read;
}

ShopperKeys::Pointer ShopperKeys::find(std::string_view key_id) const {
  const auto table = table_.load();
  const auto found = table->find(key_id);
  return found == table->end() ? nullptr : found->second;
}

std::vector<ShopperKeys::Pointer> ShopperKeys::list() const {
  std::vector<Pointer> keys;
  for (const auto& [name, key] : *table_.load()) keys.push_back(key);
  return keys;
}

Result<bool> ShopperKeys::put(ShopperKey key) {
  const MutexLock lock(mutex_);
  auto table = std::make_shared<Table>(*table_.load());
  if (!table->contains(key.key_id) && table->size() >= limits::kShopperKeys.most) {
    return conflict(fmt::format("there are {} verification keys, the most that a shop has; delete one first",
                                limits::kShopperKeys.most));
  }
  if (Status stored = meta_.put(prefix_ + key.key_id, encode(key)); !stored) return std::move(stored).error();
  std::string name = key.key_id;
  const bool added =
      table->insert_or_assign(std::move(name), std::make_shared<const ShopperKey>(std::move(key))).second;
  table_.store(std::move(table));
  return added;
}

Status ShopperKeys::remove(std::string_view key_id) {
  const MutexLock lock(mutex_);
  auto table = std::make_shared<Table>(*table_.load());
  const auto found = table->find(key_id);
  if (found == table->end()) return not_found(fmt::format("there is no verification key '{}'", key_id));
  if (Status removed = meta_.remove(prefix_ + found->first); !removed) return removed;
  table->erase(found);
  table_.store(std::move(table));
  return {};
}

}  // namespace suggestd::http
