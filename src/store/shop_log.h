// Where each shop's log stands: what the change log remembers beside the records themselves.
//
// In the family "meta", by shop number N:
//   log/N    appended: head, time of the last record, records and bytes of each kind (tagged fields)
//   kept/N   retention: oldest, removed records and bytes of each kind (tagged fields)
//   epoch/N  u32, absent: 1
// The first row is written by the appender with each batch, the second by retention, the third by a
// restore: so no two writers share a row.
#pragma once

#include <array>
#include <atomic>
#include <map>
#include <memory>
#include <shared_mutex>
#include <string>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "store/database.h"
#include "store/rocksdb_change_log.h"

namespace suggestd::store {

using KindCounts = std::array<KindCount, kChangeKinds>;

struct ShopLog {
  // Read by anyone.
  std::atomic<std::uint64_t> head{0};    // last record that is on disk: what readers may see
  std::atomic<std::uint64_t> oldest{1};  // from here on the log is complete
  std::atomic<std::uint32_t> epoch{1};
  struct AtomicCount {
    std::atomic<std::uint64_t> records{0};
    std::atomic<std::uint64_t> bytes{0};
  };
  std::array<AtomicCount, kChangeKinds> appended;
  std::array<AtomicCount, kChangeKinds> removed;

  std::atomic<std::uint64_t> written{0};  // last record in the database, on disk or not

  // The appender's alone.
  Timestamp last_at{};
};

// All shops' logs. Threads: find from any; entries are never removed while the store is open.
class ShopLogs {
 public:
  static Result<std::unique_ptr<ShopLogs>> load(const Database& database);
  // Takes over where the database's logs stand: after it was opened anew, which may have replayed writes
  // that had failed. Requires: to be the appender.
  Status reload(const Database& database);
  // Made empty if it is not known yet.
  ShopLog& of(ShopId shop);
  // Requires: `visit` does not use the database, which is locked before the logs elsewhere.
  template <class Visit>
  void for_each(Visit visit) {
    const std::shared_lock lock(mutex_);
    for (auto& [shop, log] : logs_) visit(shop, *log);
  }

 private:
  std::shared_mutex mutex_;
  std::map<ShopId, std::unique_ptr<ShopLog>> logs_;  // guarded by mutex_
};

std::string appended_key(ShopId shop);
std::string kept_key(ShopId shop);
std::string epoch_key(ShopId shop);
std::string encode_appended(Sequence head, Timestamp last_at, const KindCounts& counts);
std::string encode_kept(Sequence oldest, const KindCounts& removed);

// Gives each shop of the database the next epoch, and moves what refers to the old one without harm: the
// learner's checkpoints, which were restored together with the log that they have applied.
Status begin_new_epochs(Database& database);

}  // namespace suggestd::store
