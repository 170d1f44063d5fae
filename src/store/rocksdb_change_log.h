// The change log in a RocksDB column family: key shop (u32) and sequence (u64), big-endian; value as
// drawn in records/change_codec.h.
//
// Beside the interface it can be read from a time, and it counts what it holds. Retention (store/retention.h)
// takes records away.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "store/change_log.h"

namespace suggestd::store {

class Database;

// What the log holds of one kind.
struct KindCount {
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;  // of keys and values, before compression
};

inline constexpr std::size_t kChangeKinds = 7;  // index by the number of a ChangeKind; 0 is unused

class RocksdbChangeLog final : public ChangeLog {
 public:
  // Requires: `database` outlives the log.
  static Result<std::unique_ptr<RocksdbChangeLog>> open(Database& database);
  ~RocksdbChangeLog() override;

  Result<Sequence> append(ShopId shop, std::span<Change> changes) override;
  Result<Page> read(ShopId shop, Sequence after, std::size_t limit) const override;
  Result<Page> read_latest(ShopId shop, Sequence after, std::size_t limit) const override;
  Sequence oldest(ShopId shop) const override;
  Sequence head(ShopId shop) const override;
  Epoch epoch(ShopId shop) const override;
  bool wait_beyond(ShopId shop, Sequence after, std::chrono::milliseconds timeout) const override;

  // The position to read from for everything committed at or after `time`: the sequence before the first
  // such record; head() if there is none.
  Result<Sequence> position_at(ShopId shop, Timestamp time) const;

  // Commit time of the first record after `after`; nothing if there is none.
  Result<std::optional<Timestamp>> time_after(ShopId shop, Sequence after) const;

  // Last record handed to the database. Beyond head() as long as what was written relaxed is not on disk.
  Sequence written(ShopId shop) const;

  std::array<KindCount, kChangeKinds> counts(ShopId shop) const;

 private:
  friend class Committer;
  friend class LogBatch;
  friend class Retention;
  struct Parts;
  explicit RocksdbChangeLog(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace suggestd::store
