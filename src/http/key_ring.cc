#include "http/key_ring.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/log.h"
#include "base/time.h"

namespace suggestd::http {
namespace {

constexpr std::string_view kKeyPrefix = "keys/";
constexpr std::string_view kNewKeysFolder = "new-keys";
constexpr std::chrono::milliseconds kBetweenLooks{200};
constexpr std::size_t kKeyIdDigits = 12;

std::string record_of(const Caller& caller) {
  return nlohmann::json{
      {"shop", caller.shop}, {"scopes", to_text(caller.scopes)}, {"created", to_rfc3339(now())}}
      .dump();
}

Result<Caller> parse_record(std::string_view hash_hex, std::string_view text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("shop") || !json["shop"].is_string() || !json.contains("scopes") ||
      !json["scopes"].is_string()) {
    return corrupt(fmt::format("the record of key {} is damaged", hash_hex.substr(0, kKeyIdDigits)));
  }
  const auto scopes = parse_scopes(json["scopes"].get<std::string>());
  if (!scopes) return scopes.error();
  return Caller{std::string(hash_hex.substr(0, kKeyIdDigits)), json["shop"].get<std::string>(), *scopes};
}

// 64 hex digits.
bool read_hash(std::string_view hex, Sha256& hash) {
  if (hex.size() != 2 * hash.size()) return false;
  for (std::size_t i = 0; i < hash.size(); ++i) {
    unsigned byte = 0;
    for (const char c : hex.substr(2 * i, 2)) {
      const std::size_t digit = std::string_view("0123456789abcdef").find(c);
      if (digit == std::string_view::npos) return false;
      byte = byte * 16 + static_cast<unsigned>(digit);
    }
    hash[i] = static_cast<std::uint8_t>(byte);
  }
  return true;
}

// Written beside its place and renamed, so that the server never reads half of it.
Status write_whole_file(const std::filesystem::path& path, std::string_view text) {
  const std::filesystem::path draft = path.string() + ".draft";
  const int file = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return errno_error(draft.string(), errno);
  const bool written =
      ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(file) == 0;
  const int reason = errno;
  ::close(file);
  if (!written) return errno_error(draft.string(), reason);
  if (::rename(draft.c_str(), path.c_str()) != 0) return errno_error(path.string(), errno);
  return {};
}

}  // namespace

NewKey make_key(std::string_view shop, ScopeSet scopes) {
  NewKey key;
  key.text = make_secret_key(allows(scopes, Scope::admin) ? "suggestd_admin" : "suggestd_shop");
  key.caller = {to_hex(sha256(key.text)).substr(0, kKeyIdDigits), std::string(shop), scopes};
  return key;
}

Status leave_new_key(const std::filesystem::path& store_path, const NewKey& key) {
  const std::filesystem::path folder = store_path / kNewKeysFolder;
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) return errno_error(folder.string(), failed.value());
  ::chmod(folder.c_str(), 0700);
  return write_whole_file(folder / to_hex(sha256(key.text)), record_of(key.caller));
}

std::size_t KeyRing::FirstBytes::operator()(const Sha256& hash) const noexcept {
  std::size_t value = 0;
  std::memcpy(&value, hash.data(), sizeof value);
  return value;
}

KeyRing::KeyRing(store::MetaTable& meta, std::filesystem::path store_path)
    : meta_(meta), store_path_(std::move(store_path)) {
  tables_.push_back(std::make_unique<const Table>());
  table_ = tables_.back().get();
}

Result<std::unique_ptr<KeyRing>> KeyRing::open(store::MetaTable& meta, std::filesystem::path store_path) {
  std::unique_ptr<KeyRing> ring(new KeyRing(meta, std::move(store_path)));
  const std::lock_guard lock(ring->mutex_);
  if (Status loaded = ring->load(); !loaded) return std::move(loaded).error();
  if (Status adopted = ring->adopt_new_keys(); !adopted) return std::move(adopted).error();
  return ring;
}

KeyRing::Entry* KeyRing::find(std::string_view key) {
  const Sha256 hash = sha256(key);
  if (Entry* known = lookup(hash)) return known;
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (now < next_look_) return lookup(hash);
  next_look_ = now + kBetweenLooks;
  if (const Status adopted = adopt_new_keys(); !adopted)
    log_error("new keys could not be taken over", {{"error", adopted.error().message()}});
  return lookup(hash);
}

Status KeyRing::add(const NewKey& key) {
  const Sha256 hash = sha256(key.text);
  const std::lock_guard lock(mutex_);
  if (Status stored = meta_.put(std::string(kKeyPrefix) + to_hex(hash), record_of(key.caller)); !stored)
    return stored;
  insert(hash, key.caller);
  return {};
}

bool KeyRing::has_admin() const {
  for (const auto& [hash, entry] : *table_.load()) {
    if (allows(entry->caller.scopes, Scope::admin)) return true;
  }
  return false;
}

bool KeyRing::has_shop_key() const {
  for (const auto& [hash, entry] : *table_.load()) {
    if (!entry->caller.shop.empty()) return true;
  }
  return false;
}

KeyRing::Entry* KeyRing::lookup(const Sha256& hash) const {
  const Table& table = *table_.load(std::memory_order_acquire);
  const auto found = table.find(hash);
  if (found == table.end() || !equal_in_constant_time(found->second->hash, hash)) return nullptr;
  return found->second.get();
}

// Requires: mutex_ is held.
Status KeyRing::load() {
  return meta_.for_each(kKeyPrefix, [this](std::string_view key, std::string_view record) -> Status {
    key.remove_prefix(kKeyPrefix.size());
    Sha256 hash{};
    if (!read_hash(key, hash)) return corrupt(fmt::format("'{}' is no hash of a key", key));
    auto caller = parse_record(key, record);
    if (!caller) return caller.error();
    insert(hash, *std::move(caller));
    return {};
  });
}

// Requires: mutex_ is held.
Status KeyRing::adopt_new_keys() {
  std::error_code failed;
  std::filesystem::directory_iterator folder(store_path_ / kNewKeysFolder, failed);
  if (failed) return {};  // nobody has left one
  for (const auto& file : folder) {
    const std::string name = file.path().filename().string();
    Sha256 hash{};
    if (!read_hash(name, hash)) continue;  // a draft
    std::ostringstream text;
    text << std::ifstream(file.path()).rdbuf();
    auto caller = parse_record(name, text.str());
    if (!caller) return caller.error().with_context(file.path().string());
    if (Status stored = meta_.put(std::string(kKeyPrefix) + name, text.str()); !stored) return stored;
    insert(hash, *std::move(caller));
    std::filesystem::remove(file.path(), failed);
  }
  return {};
}

// Requires: mutex_ is held.
void KeyRing::insert(const Sha256& hash, Caller caller) {
  auto entry = std::make_shared<Entry>();
  entry->hash = hash;
  entry->caller = std::move(caller);
  auto table = std::make_unique<Table>(*table_.load());
  table->insert_or_assign(hash, std::move(entry));
  tables_.push_back(std::move(table));
  table_.store(tables_.back().get(), std::memory_order_release);
}

}  // namespace suggestd::http
