// The change log in a RocksDB column family: key shop (u32) and sequence (u64), big-endian; value as
// drawn in records/change_codec.h.
//
// Retention (store/log/retention.h) takes records away.
//
// Threads  as ChangeLog.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "store/log/change_log.h"

namespace suggestd::store {

class Database;

class RocksdbChangeLog final : public ChangeLog {
 public:
  // Requires: `database` outlives the log.
  static Result<std::unique_ptr<RocksdbChangeLog>> open(Database& database);
  ~RocksdbChangeLog() override;

  Result<Sequence> append(ShopId shop, std::span<Change> changes) override;
  using ChangeLog::read;
  using ChangeLog::read_latest;
  Result<Page> read(ShopId shop, Sequence after, const ReadBounds& bounds) const override;
  Result<Page> read_latest(ShopId shop, Sequence after, const ReadBounds& bounds) const override;
  Result<Page> read_kept(ShopId shop, Sequence after, const ReadBounds& bounds) const override;
  Sequence oldest(ShopId shop) const override;
  Sequence head(ShopId shop) const override;
  Epoch epoch(ShopId shop) const override;
  Sequence written(ShopId shop) const override;
  Result<Sequence> position_at(ShopId shop, Timestamp time) const override;
  Result<std::optional<Timestamp>> time_after(ShopId shop, Sequence after) const override;
  std::array<KindCount, kChangeKinds> counts(ShopId shop) const override;
  bool wait_beyond(ShopId shop, Sequence after, std::chrono::milliseconds timeout) const override;

  // The number of records ever appended to the logs of all shops. Requires: to be the appender, or that there
  // is none yet.
  std::uint64_t records() const;

 private:
  friend class Committer;
  friend class LogBatch;
  friend class Retention;
  struct Parts;
  // Lets readers see all writes. Requires: they are on disk, and to be the appender.
  void show_written();
  explicit RocksdbChangeLog(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace suggestd::store
