// The state of each shop's log: its heads and counts, beside the records themselves.
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
#include <string>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/mutex.h"
#include "base/result.h"
#include "base/time.h"
#include "store/disk/database.h"
#include "store/log/change_log.h"

namespace suggestd::store {

using KindCounts = std::array<KindCount, kChangeKinds>;

struct ShopLog {
  // Read by anyone.
  std::atomic<std::uint64_t> head{0};    // last record that is on disk; readers see up to it
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

// All shops' logs.
//
// Threads  find from any; entries are never removed while the store is open.
class ShopLogs {
 public:
  static Result<std::unique_ptr<ShopLogs>> load(const Database& database);
  // Takes over the state of the database's logs after it was opened anew, which may have replayed writes that
  // had failed. Requires: to be the appender. Errors: corrupt if a log has less than its readers have seen.
  Status reload(const Database& database);
  // The number of records ever appended to all of them.
  std::uint64_t records();
  // Made empty if it is not known yet.
  ShopLog& of(ShopId shop);
  // Requires: `visit` uses neither the database, which is locked before the logs elsewhere, nor other logs.
  template <class Visit>
  void for_each(Visit visit) {
    const SharedLock lock(mutex_);
    for (auto& [shop, log] : logs_) visit(shop, *log);
  }

 private:
  // A log stays where it is once it is known.
  std::vector<std::pair<ShopId, ShopLog*>> all();

  SharedMutex mutex_;
  std::map<ShopId, std::unique_ptr<ShopLog>> logs_ SUGGESTD_GUARDED_BY(mutex_);
};

std::string appended_key(ShopId shop);
std::string kept_key(ShopId shop);
std::string epoch_key(ShopId shop);
std::string encode_appended(Sequence head, Timestamp last_at, const KindCounts& counts);
std::string encode_kept(Sequence oldest, const KindCounts& removed);

// Gives each shop of the database the next epoch, and moves the followers' checkpoints to it: they were
// restored together with the log that they have applied. A checkpoint that has applied more than the log
// holds stays behind, and its follower begins anew.
Status begin_new_epochs(Database& database);

}  // namespace suggestd::store
