// Inside of RocksdbChangeLog, for the files of store/ that write to the log.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>

#include "store/database.h"
#include "store/rocksdb_change_log.h"
#include "store/shop_log.h"

namespace suggestd::store {

struct RocksdbChangeLog::Parts {
  explicit Parts(Database& db) : database(db) {}

  // Lets readers see all that was written: to be called when it is on disk.
  void show_written();
  KindCounts appended(ShopId shop) const;

  Database& database;
  std::unique_ptr<ShopLogs> logs;

  // For those who wait for a head to move.
  mutable std::mutex mutex;
  mutable std::condition_variable moved;
};

}  // namespace suggestd::store
