// How long the log keeps records, by kind, and taking away what is older.
//
// What goes   records that are older than their kind's age, or the oldest beyond its size. Never the last
//             record of an order, product, user or rule that exists: that record is the thing's state; nor
//             the record that a product or a person is gone.
// What stays  whatever the floors protect: the learner's checkpoint and the slowest consumer. What they
//             held back is reported, so that it is never silent; nor is it cut off silently: reading
//             below oldest() answers gone.
// Threads     one run at a time; commits and reads go on.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "store/rocksdb_change_log.h"

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

  // `floor`: records after it stay (the smallest of the learner's applied sequence and the consumers').
  Result<RetentionReport> apply(ShopId shop, const RetentionPolicy& policy, Sequence floor, Timestamp now);

 private:
  Database& database_;
  RocksdbChangeLog& log_;
};

}  // namespace suggestd::store
