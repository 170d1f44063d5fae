#include "access/key_ring.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <sstream>
#include <utility>

#include <fmt/format.h>

#include "access/limits.h"
#include "base/log.h"
#include "base/mutex.h"
#include "base/owner_file.h"
#include "base/time.h"

namespace suggestd::http {
namespace {

constexpr std::string_view kKeyPrefix = "keys/";
constexpr std::string_view kNewKeysFolder = "new-keys";
constexpr std::string_view kFirstKeysFile = "first-keys";
constexpr std::size_t kKeyIdDigits = 12;

std::string key_id_of(std::string_view hash_hex) { return std::string(hash_hex.substr(0, kKeyIdDigits)); }

std::string address_of(const Sha256& hash) { return std::string(kKeyPrefix) + to_hex(hash); }

std::int32_t day_number(std::chrono::sys_days day) {
  return static_cast<std::int32_t>(day.time_since_epoch().count());
}

std::int32_t today() { return day_number(std::chrono::floor<std::chrono::days>(now())); }

// The record with the day of its last use, and what was used of its quota.
KeyRecord told(const KeyRing::Entry& entry) {
  KeyRecord record = entry.record;
  const std::int32_t day = entry.last_used.load(std::memory_order_relaxed);
  if (day != 0) record.last_used = std::chrono::sys_days(std::chrono::days(day));
  if (entry.day != nullptr) record.day = entry.day->kept();
  return record;
}

std::shared_ptr<const KeyRing::Entry> make_entry(const Sha256& hash, const KeyRecord& record,
                                                 std::shared_ptr<DayCount> day) {
  auto entry = std::make_shared<KeyRing::Entry>();
  entry->hash = hash;
  entry->record = record;
  if (record.last_used) entry->last_used = day_number(*record.last_used);
  entry->day = std::move(day);
  return entry;
}

// Reads 64 hex digits.
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

}  // namespace

NewKey make_key(std::string_view shop, ScopeSet scopes, std::shared_ptr<const PageTerms> page) {
  NewKey key;
  Caller& caller = key.record.caller;
  caller = {"", std::string(shop), scopes};
  caller.page = std::move(page);
  key.text = make_secret_key(fmt::format("suggestd_{}", key_kind(caller)));
  caller.key_id = key_id_of(to_hex(sha256(key.text)));
  key.record.created = now();
  return key;
}

Status leave_new_key(const std::filesystem::path& store_path, const NewKey& key) {
  const std::filesystem::path folder = store_path / kNewKeysFolder;
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) return errno_error(folder.string(), failed.value());
  ::chmod(folder.c_str(), 0700);
  return write_owner_file(folder / to_hex(sha256(key.text)), encode_key_record(key.record));
}

Result<std::filesystem::path> leave_first_keys(const std::filesystem::path& store_path,
                                               std::string_view text) {
  std::filesystem::path file = store_path / kFirstKeysFile;
  if (Status written = write_owner_file(file, text); !written) return std::move(written).error();
  return file;
}

std::size_t KeyRing::FirstBytes::operator()(const Sha256& hash) const noexcept {
  std::size_t value = 0;
  std::memcpy(&value, hash.data(), sizeof value);
  return value;
}

KeyRing::KeyRing(store::MetaTable& meta, std::filesystem::path store_path)
    : meta_(meta), store_path_(std::move(store_path)) {
  table_.store(std::make_shared<const Table>());
}

Result<std::unique_ptr<KeyRing>> KeyRing::open(store::MetaTable& meta, std::filesystem::path store_path) {
  std::unique_ptr<KeyRing> ring(new KeyRing(meta, std::move(store_path)));
  const MutexLock lock(ring->mutex_);
  if (Status loaded = ring->load(); !loaded) return std::move(loaded).error();
  if (Status forgotten = ring->forget_ended(); !forgotten) return std::move(forgotten).error();
  if (Status adopted = ring->adopt_new_keys(); !adopted) return std::move(adopted).error();
  return ring;
}

KeyRing::EntryPointer KeyRing::find(std::string_view key) {
  const Sha256 hash = sha256(key);
  EntryPointer known = lookup(hash);
  if (known == nullptr) {
    std::error_code failed;
    if (std::filesystem::exists(store_path_ / kNewKeysFolder / to_hex(hash), failed)) {
      const MutexLock lock(mutex_);
      if (const Status adopted = adopt_new_keys(); !adopted)
        log_error("new keys could not be taken over", {{"error", adopted.error().message()}});
    }
    known = lookup(hash);
  }
  if (known != nullptr) note_use(*known);
  return known;
}

// A day that can't be written down is no reason to refuse the caller; it is written with the next one.
void KeyRing::note_use(const Entry& entry) {
  const std::int32_t day = today();
  if (entry.last_used.load(std::memory_order_relaxed) == day) return;
  if (entry.last_used.exchange(day) == day || entry.record.revoked) return;
  const MutexLock lock(mutex_);
  // The table's own record: the key may have been revoked since it was found.
  const EntryPointer current = lookup(entry.hash);
  if (current == nullptr || current->record.revoked) return;
  current->last_used = day;
  if (const Status stored = store(entry.hash, told(*current)); !stored)
    log_warning("the last use of a key was not stored",
                {{"key_id", entry.record.caller.key_id}, {"error", stored.error().message()}});
}

Status KeyRing::add(const NewKey& key) {
  const MutexLock lock(mutex_);
  return add_locked(key);
}

Status KeyRing::add_locked(const NewKey& key) {
  if (Status forgotten = forget_ended(); !forgotten) return forgotten;
  if (table_.load()->size() >= limits::kKeys.most) {
    return conflict(fmt::format(
        "there are {} keys already, the most that a server keeps; revoked ones are forgotten after {} days",
        limits::kKeys.most, kKeepEnded.count()));
  }
  const Sha256 hash = sha256(key.text);
  if (Status stored = store(hash, key.record); !stored) return stored;
  insert(hash, key.record);
  return {};
}

Result<std::vector<KeyRecord>> KeyRing::list() {
  const MutexLock lock(mutex_);
  if (const Status adopted = adopt_new_keys(); !adopted) return adopted.error();
  std::vector<KeyRecord> keys;
  for (const auto& [hash, entry] : *table_.load()) keys.push_back(told(*entry));
  std::ranges::sort(keys, {}, [](const KeyRecord& key) { return std::pair(key.created, key.caller.key_id); });
  return keys;
}

Result<KeyRecord> KeyRing::get(std::string_view key_id) {
  const MutexLock lock(mutex_);
  const auto entry = known_key(key_id);
  if (!entry) return entry.error();
  return told(**entry);
}

Result<KeyRecord> KeyRing::revoke(std::string_view key_id) {
  const MutexLock lock(mutex_);
  const auto entry = known_key(key_id);
  if (!entry) return entry.error();
  KeyRecord ended = told(**entry);
  if (ended.revoked) return ended;
  ended.revoked = now();
  return end_locked(**entry, std::move(ended));
}

Result<NewKey> KeyRing::rotate(std::string_view key_id, Timestamp old_ends, std::string_view created_by,
                               std::optional<std::int64_t> units_per_day) {
  const MutexLock lock(mutex_);
  const auto entry = known_key(key_id);
  if (!entry) return entry.error();
  KeyRecord old = told(**entry);
  if (const KeyState state = state_of(old, now()); state != KeyState::active) {
    return conflict(fmt::format("the key '{}' is {} since {}: make a new one", key_id, key_state_name(state),
                                to_rfc3339(end_of(old))));
  }
  NewKey key = make_key(old.caller.shop, old.caller.scopes, old.caller.page);
  key.record.name = old.name;
  key.record.created_by = created_by;
  key.record.units_per_day = units_per_day ? units_per_day : old.units_per_day;
  if (key.record.units_per_day == 0) key.record.units_per_day.reset();
  if (key.record.units_per_day && old.units_per_day) {
    key.record.quota_of = quota_owner(old);
    key.record.day = old.day;
  }
  // The new one first: after a crash in between both are alive, and nobody is locked out.
  if (Status added = add_locked(key); !added) return std::move(added).error();
  old.expires = std::min(old.expires.value_or(Timestamp::max()), old_ends);
  if (const auto ended = end_locked(**entry, std::move(old)); !ended) return ended.error();
  return key;
}

Result<std::size_t> KeyRing::revoke_all_of(std::string_view shop) {
  const MutexLock lock(mutex_);
  if (const Status adopted = adopt_new_keys(); !adopted) return adopted.error();
  std::size_t ended = 0;
  const auto table = table_.load();
  for (const auto& [hash, entry] : *table) {
    if (entry->record.caller.shop != shop || entry->record.revoked) continue;
    KeyRecord record = told(*entry);
    if (state_of(record, now()) == KeyState::active) ++ended;
    record.revoked = now();
    if (const auto revoked = end_locked(*entry, std::move(record)); !revoked) return revoked.error();
  }
  return ended;
}

// In the store first: a key that was told to be revoked stays so through a crash.
Result<KeyRecord> KeyRing::end_locked(const Entry& entry, KeyRecord ended) {
  if (Status stored = store(entry.hash, ended); !stored) return std::move(stored).error();
  insert(entry.hash, ended);
  return ended;
}

Status KeyRing::keep_days() {
  const MutexLock lock(mutex_);
  const auto table = table_.load();
  std::vector<store::MetaRow> rows;
  std::map<Sha256, DayUse> kept = kept_days_;
  for (const auto& [hash, entry] : *table) {
    if (entry->day == nullptr || state_of(entry->record, now()) != KeyState::active) continue;
    const KeyRecord record = told(*entry);
    if (const auto known = kept.find(hash); known != kept.end() && known->second == record.day) continue;
    rows.push_back({address_of(hash), encode_key_record(record)});
    kept[hash] = record.day;
  }
  if (rows.empty()) return {};
  if (Status put = meta_.put_all(rows); !put) return put;
  kept_days_ = std::move(kept);
  return {};
}

bool KeyRing::has_page_at(std::string_view origin, std::string_view shop) const {
  const auto table = table_.load();
  const Timestamp time = now();
  return std::any_of(table->begin(), table->end(), [&](const auto& row) {
    const KeyRecord& key = row.second->record;
    if (key.caller.page == nullptr || !key.caller.page->has_origin(origin)) return false;
    return (shop.empty() || shop == key.caller.shop) && state_of(key, time) == KeyState::active;
  });
}

bool KeyRing::has_admin() const {
  const auto table = table_.load();
  return std::ranges::any_of(*table, [](const auto& row) {
    return allows(row.second->record.caller.scopes, Scope::admin) &&
           state_of(row.second->record, now()) == KeyState::active;
  });
}

bool KeyRing::has_shop_key() const {
  const auto table = table_.load();
  return std::ranges::any_of(*table, [](const auto& row) { return !row.second->record.caller.shop.empty(); });
}

KeyRing::EntryPointer KeyRing::lookup(const Sha256& hash) const {
  const auto table = table_.load();
  const auto found = table->find(hash);
  if (found == table->end() || !equal_in_constant_time(found->second->hash, hash)) return nullptr;
  return found->second;
}

Result<KeyRing::EntryPointer> KeyRing::known_key(std::string_view key_id) {
  if (const Status adopted = adopt_new_keys(); !adopted) return adopted.error();
  const auto table = table_.load();
  const auto found = std::ranges::find_if(
      *table, [&](const auto& row) { return row.second->record.caller.key_id == key_id; });
  if (found == table->end()) return not_found(fmt::format("there is no key '{}'", key_id));
  return found->second;
}

Status KeyRing::store(const Sha256& hash, const KeyRecord& record) {
  if (Status put = meta_.put(address_of(hash), encode_key_record(record)); !put) return put;
  if (record.units_per_day) kept_days_[hash] = record.day;
  return {};
}

// The count of the keys whose quota it shares; null for a key without one.
std::shared_ptr<DayCount> KeyRing::day_of(const KeyRecord& key) const {
  if (!key.units_per_day) return nullptr;
  const auto table = table_.load();
  for (const auto& [hash, entry] : *table) {
    if (entry->day != nullptr && quota_owner(entry->record) == quota_owner(key)) return entry->day;
  }
  return std::make_shared<DayCount>(key.day);
}

Status KeyRing::load() {
  std::vector<std::pair<Sha256, KeyRecord>> records;
  std::map<Sha256, DayUse> kept;
  std::map<std::string, DayUse> latest;  // by quota; the records of ended keys have older counts
  const Status read = meta_.for_each(kKeyPrefix, [&](std::string_view key, std::string_view text) -> Status {
    key.remove_prefix(kKeyPrefix.size());
    Sha256 hash{};
    if (!read_hash(key, hash)) return corrupt(fmt::format("'{}' is no hash of a key", key));
    auto record = parse_key_record(key_id_of(key), text);
    if (!record) return record.error();
    if (record->units_per_day) {
      kept.emplace(hash, record->day);
      DayUse& use = latest[quota_owner(*record)];
      if (std::pair(use.ends, use.units) < std::pair(record->day.ends, record->day.units)) use = record->day;
    }
    records.emplace_back(hash, *std::move(record));
    return {};
  });
  if (!read) return read;
  kept_days_ = std::move(kept);
  std::map<std::string, std::shared_ptr<DayCount>> counts;
  for (const auto& [owner, use] : latest) counts.emplace(owner, std::make_shared<DayCount>(use));
  Table table;
  for (const auto& [hash, record] : records)
    table.emplace(hash,
                  make_entry(hash, record, record.units_per_day ? counts.at(quota_owner(record)) : nullptr));
  table_.store(std::make_shared<const Table>(std::move(table)));
  return {};
}

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
    const auto record = parse_key_record(key_id_of(name), text.str());
    if (!record) return record.error().with_context(file.path().string());
    if (Status stored = store(hash, *record); !stored) return stored;
    insert(hash, *record);
    std::filesystem::remove(file.path(), failed);
  }
  return {};
}

Status KeyRing::forget_ended() {
  const auto old = table_.load();
  const Timestamp kept_from = now() - kKeepEnded;
  auto table = std::make_shared<Table>();
  for (const auto& [hash, entry] : *old) {
    const bool ended = state_of(entry->record, now()) != KeyState::active;
    if (ended && end_of(entry->record) < kept_from) {
      if (Status removed = meta_.remove(address_of(hash)); !removed) return removed;
      kept_days_.erase(hash);
    } else {
      table->emplace(hash, entry);
    }
  }
  if (table->size() != old->size()) table_.store(std::move(table));
  return {};
}

void KeyRing::insert(const Sha256& hash, const KeyRecord& record) {
  auto table = std::make_shared<Table>(*table_.load());
  table->insert_or_assign(hash, make_entry(hash, record, day_of(record)));
  table_.store(std::move(table));
}

}  // namespace suggestd::http
