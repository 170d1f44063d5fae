// Removes records from the log that are older or larger in sum than their kind may be.
//
// Goes     records that are older than their kind's age, or the oldest beyond its size. Never the last record
//          of an order, product, user or rule that exists, because that record is the thing's state; nor the
//          record that a product or a person is gone.
// Stays    every record that a floor protects: the learner's checkpoint and the slowest consumer. The report
//          tells the number of those held back. A reader below oldest() is answered `gone`, so nothing is cut
//          off in silence.
// Threads  one run at a time; commits and reads go on.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "store/log/rocksdb_change_log.h"

namespace suggestd::store {

struct KindRetention {
  std::optional<std::chrono::seconds> age;  // none: for ever
  std::optional<std::uint64_t> bytes;       // none: any size
};

using RetentionPolicy = std::array<KindRetention, kChangeKinds>;  // by the number of a ChangeKind

struct RetentionReport {
  std::uint64_t removed = 0;
  std::uint64_t held_back = 0;      // records due to go but spared by a floor
  std::uint64_t last_versions = 0;  // records due to go but the state of their thing
  Sequence oldest{};                // of the log afterwards
};

class Retention {
 public:
  // Requires: both outlive this.
  Retention(Database& database, RocksdbChangeLog& log) : database_(database), log_(log) {}

  // `floor`: records after it stay (the smallest of the followers' applied sequences and the consumers').
  Result<RetentionReport> apply(ShopId shop, const RetentionPolicy& policy, Sequence floor, Timestamp now);

 private:
  Database& database_;
  RocksdbChangeLog& log_;
};

}  // namespace suggestd::store
