// One write to the change log and the tables beside it, put together row by row.
//
// Nothing is visible, here or in the database, until write() has succeeded; a batch that is dropped leaves
// nothing behind.
//
// Threads  one LogBatch at a time in a process (the committer's, or append's).
#pragma once

#include <array>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rocksdb/write_batch.h>

#include "base/ids.h"
#include "base/result.h"
#include "records/change.h"
#include "store/disk/database.h"
#include "store/log/rocksdb_change_log.h"

namespace suggestd::store {

class LogBatch {
 public:
  // `at`: the time of its records; each shop's log makes it no earlier than its last record's.
  LogBatch(RocksdbChangeLog& log, Timestamp at) : log_(log), at_(at) {}

  // Begins a batch as readers see it: a page holds all of its records or none.
  void begin_batch() { continues_ = false; }

  // Adds a record and returns its sequence. `payload` must live until write(); see keep().
  Sequence add(ShopId shop, ChangeKind kind, ChangeOp op, std::string_view payload);
  // Keeps a payload that has no owner yet, until write().
  std::string_view keep(std::string payload) { return kept_.emplace_back(std::move(payload)); }

  void put(Family family, std::string_view key, std::string_view value);
  void remove(Family family, std::string_view key);

  // The payload of a record of this batch; nothing if the sequence is an earlier one.
  std::optional<std::string_view> payload_of(ShopId shop, Sequence sequence) const;

  bool empty() const { return rows_.Count() == 0; }

  // Writes everything in one go. Synced: on disk when it returns, and readers of the log see it and all
  // earlier writes without a sync. Errors: as Database::write; then nothing was written.
  Status write(bool synced);

 private:
  struct Staged {
    ShopId shop{};
    Sequence first{};  // of this batch
    Timestamp at{};
    std::vector<std::string_view> payloads;
    std::array<KindCount, kChangeKinds> added{};
  };
  Staged& staged(ShopId shop);

  RocksdbChangeLog& log_;
  Timestamp at_;
  bool continues_ = false;
  rocksdb::WriteBatch rows_;
  std::vector<Staged> shops_;
  std::deque<std::string> kept_;
};

}  // namespace suggestd::store
