// The API keys of one server: each tells who calls, and what the caller may do.
//
// Kept     only the SHA-256 of a key, with its record (access/key_record.h), in the store ("keys/<hash>"). A
//          key has 256 random bits, so a plain hash can't be searched.
// New keys `suggestd key create` can't open a store that a server has open: it leaves the new key's record
//          in the folder <store>/new-keys, and the server takes it over at its start, before it tells or
//          changes anything of keys, and when it meets one that lies there.
// Ended    a key that expired or was revoked opens nothing from that moment on. Its record is kept for
//          kKeepEnded, so that a list can tell of it and its last user can be told why.
// Last use is kept by the day: the first use of a key on a day writes it.
// Quota    a key with a quota of units of work a day has a count of them (access/day_count.h), which it shares with
//          the keys that replace it by rotation. keep_days() writes the counts into the records.
// Threads  find() any, without a lock for known keys; the rest serialised inside.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "access/day_count.h"
#include "access/key_record.h"
#include "access/rate_limit.h"
#include "access/scopes.h"
#include "base/mutex.h"
#include "base/published.h"
#include "base/result.h"
#include "base/secret.h"
#include "store/tables/meta_table.h"

namespace suggestd::http {

inline constexpr std::chrono::days kKeepEnded{90};

// A new key, with its text, which is not kept anywhere.
struct NewKey {
  std::string text;
  KeyRecord record;
};

// "suggestd_admin_...", "suggestd_watch_...", "suggestd_shop_..." or, with terms, "suggestd_page_...": the prefix shows
// the kind.
NewKey make_key(std::string_view shop, ScopeSet scopes, std::shared_ptr<const PageTerms> page = nullptr);

// Leaves the record of a new key for the server of the store in `store_path`. Errors: io.
Status leave_new_key(const std::filesystem::path& store_path, const NewKey& key);

// Writes the text into <store>/first-keys, which its owner alone may read; returns the path. Errors: io.
Result<std::filesystem::path> leave_first_keys(const std::filesystem::path& store_path,
                                               std::string_view text);

class KeyRing {
 public:
  // Reads all keys, new ones included. Requires: `meta` outlives the ring.
  static Result<std::unique_ptr<KeyRing>> open(store::MetaTable& meta, std::filesystem::path store_path);

  struct Entry {
    Sha256 hash{};
    KeyRecord record;                               // but for last_used and day
    mutable std::atomic<std::int32_t> last_used{};  // days since 1970; 0: never
    mutable TokenBucket bucket;
    std::shared_ptr<DayCount> day;  // null: the key has no quota of its own
  };

  // Null if nobody has this key. It may have ended: state_of() tells. Notes that it was used.
  std::shared_ptr<const Entry> find(std::string_view key);

  // Stores a key that make_key() made. Errors: conflict if there are too many; those of the store.
  Status add(const NewKey& key);
  // All keys, ended ones included, in the order of their creation.
  Result<std::vector<KeyRecord>> list();
  // Errors: not_found.
  Result<KeyRecord> get(std::string_view key_id);
  // The key opens nothing from now on; one that was revoked already stays as it is. Errors: not_found.
  Result<KeyRecord> revoke(std::string_view key_id);
  // Makes a key that opens the same, and lets the old one end at `old_ends` (or sooner, if it was to).
  // `units_per_day`: of the new one; 0: no limit, nothing: as the old one. Errors: not_found; conflict if the old one
  // has ended.
  Result<NewKey> rotate(std::string_view key_id, Timestamp old_ends, std::string_view created_by,
                        std::optional<std::int64_t> units_per_day = {});
  // Revokes all keys of a shop; the number of those that were active.
  Result<std::size_t> revoke_all_of(std::string_view shop);

  // True if a key that stands in pages of this origin is active; `shop`: one of that shop, "": of any. Looks at
  // all keys.
  bool has_page_at(std::string_view origin, std::string_view shop) const;

  // Writes what the active keys have used of their days since the last time, in one batch. Errors: those of the
  // store; it is written the next time then.
  Status keep_days();

  bool has_admin() const;
  bool has_shop_key() const;

 private:
  // Hashes are random already: their first bytes are as good as any hash of them.
  struct FirstBytes {
    std::size_t operator()(const Sha256& hash) const noexcept;
  };
  using EntryPointer = std::shared_ptr<const Entry>;
  using Table = std::unordered_map<Sha256, EntryPointer, FirstBytes>;

  KeyRing(store::MetaTable& meta, std::filesystem::path store_path);
  EntryPointer lookup(const Sha256& hash) const;
  Result<EntryPointer> known_key(std::string_view key_id) SUGGESTD_REQUIRES(mutex_);
  void note_use(const Entry& entry);
  Status load() SUGGESTD_REQUIRES(mutex_);
  Status adopt_new_keys() SUGGESTD_REQUIRES(mutex_);
  Status store(const Sha256& hash, const KeyRecord& record) SUGGESTD_REQUIRES(mutex_);
  Status forget_ended() SUGGESTD_REQUIRES(mutex_);
  Status add_locked(const NewKey& key) SUGGESTD_REQUIRES(mutex_);
  Result<KeyRecord> end_locked(const Entry& entry, KeyRecord ended) SUGGESTD_REQUIRES(mutex_);
  void insert(const Sha256& hash, const KeyRecord& record) SUGGESTD_REQUIRES(mutex_);
  std::shared_ptr<DayCount> day_of(const KeyRecord& key) const SUGGESTD_REQUIRES(mutex_);

  store::MetaTable& meta_;
  const std::filesystem::path store_path_;
  Published<Table> table_;  // stored under mutex_

  Mutex mutex_;
  std::map<Sha256, DayUse> kept_days_ SUGGESTD_GUARDED_BY(mutex_);  // as the records have them
};

}  // namespace suggestd::http
