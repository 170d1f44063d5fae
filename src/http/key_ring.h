// The API keys of one server: who calls, and what the caller may do.
//
// Kept     only the SHA-256 of a key, with its shop and scopes, in the store ("keys/<hash>"). A key has 256
//          random bits, so a plain hash can't be searched.
// New keys `suggestd key create` can't open a store that a server has open: it leaves the new key's record
//          in the folder <store>/new-keys, and the server takes it over at its start and whenever it meets a
//          key that it doesn't know (at most five times a second).
// Threads  find() and bucket() any, without a lock for known keys; the rest serialised inside.
#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "http/rate_limit.h"
#include "http/scopes.h"
#include "store/meta_table.h"

namespace suggestd::http {

// A key that was just made: the only time that its text is seen.
struct NewKey {
  std::string text;
  Caller caller;
};

// "suggestd_admin_..." or "suggestd_shop_...": the prefix shows the kind.
NewKey make_key(std::string_view shop, ScopeSet scopes);

// Leaves the record of a new key for the server of the store in `store_path`. Errors: io.
Status leave_new_key(const std::filesystem::path& store_path, const NewKey& key);

class KeyRing {
 public:
  // Reads all keys, new ones included. Requires: `meta` outlives the ring.
  static Result<std::unique_ptr<KeyRing>> open(store::MetaTable& meta, std::filesystem::path store_path);

  struct Entry {
    Sha256 hash{};
    Caller caller;
    TokenBucket bucket;
  };

  // Null if nobody has this key. The entry lives as long as the ring.
  Entry* find(std::string_view key);

  // Stores a key that make_key() made.
  Status add(const NewKey& key);
  bool has_admin() const;
  bool has_shop_key() const;

 private:
  // Hashes are random already: their first bytes are as good as any hash of them.
  struct FirstBytes {
    std::size_t operator()(const Sha256& hash) const noexcept;
  };
  using Table = std::unordered_map<Sha256, std::shared_ptr<Entry>, FirstBytes>;

  KeyRing(store::MetaTable& meta, std::filesystem::path store_path);
  Entry* lookup(const Sha256& hash) const;
  Status load();
  Status adopt_new_keys();
  void insert(const Sha256& hash, Caller caller);

  store::MetaTable& meta_;
  const std::filesystem::path store_path_;

  std::atomic<const Table*> table_;  // the newest of tables_
  std::mutex mutex_;
  // Guarded by mutex_. Old tables are kept, for a reader may hold one; keys are made by hand, so few pile up.
  std::vector<std::unique_ptr<const Table>> tables_;
  std::chrono::steady_clock::time_point next_look_{};
};

}  // namespace suggestd::http
