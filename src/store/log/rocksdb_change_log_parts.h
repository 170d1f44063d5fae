// The inside of RocksdbChangeLog, for the files of store/ that write to the log.
//
// Threads  as each member says; the waiters' parts are for any.
#pragma once

#include <memory>

#include "base/mutex.h"
#include "store/disk/database.h"
#include "store/log/rocksdb_change_log.h"
#include "store/log/shop_log.h"

namespace suggestd::store {

struct RocksdbChangeLog::Parts {
  explicit Parts(Database& db) : database(db) {}

  KindCounts appended(ShopId shop) const;
  // Takes over the state of the logs in a database that was opened anew. Requires: to be the appender.
  Status reload();

  Database& database;
  std::unique_ptr<ShopLogs> logs;
  std::uint64_t records = 0;  // ever appended to all logs, on disk or not; the appender's alone

  // For readers that wait for a head to move.
  mutable Mutex mutex;
  mutable ConditionVariable moved;
};

}  // namespace suggestd::store
