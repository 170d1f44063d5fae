// The state as the group that is being decided will leave it: the database, covered by the writes of the
// group so far. Decisions read and write here; nothing is durable until write().
//
// Threads  the committer's alone.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "store/disk/database.h"
#include "store/log/log_batch.h"

namespace suggestd::store {

class ErasedIds;

class PendingGroup {
 public:
  // Requires: all outlive the group.
  PendingGroup(const Database& database, RocksdbChangeLog& log, ErasedIds& erased, Timestamp at)
      : database_(database), log_(log, at), erased_(erased), at_(at) {}

  // Nothing if there is no such row.
  Result<std::optional<std::string>> get(Family family, std::string_view key) const;
  void put(Family family, std::string_view key, std::string_view value);
  void remove(Family family, std::string_view key);
  // Keys that begin with `prefix`, those of the group included.
  Result<std::vector<std::string>> keys(Family family, std::string_view prefix) const;

  // Orders as a record left them, this group's records included.
  Result<Order> order_after(ShopId shop, Sequence sequence) const;
  // The same; nothing if retention has taken the record away.
  Result<std::optional<Order>> order_after_if_kept(ShopId shop, Sequence sequence) const;

  // The event of a record, this group's records included; nothing if retention has taken it away.
  Result<std::optional<Event>> event_if_kept(ShopId shop, Sequence sequence) const;

  LogBatch& log() { return log_; }
  ErasedIds& erased() const { return erased_; }
  // The time of the group, by the server's clock.
  Timestamp at() const { return at_; }

 private:
  // Rows written by the group: a family's number and a key; no value: removed.
  using Rows = std::unordered_map<std::string, std::optional<std::string>>;
  // A record of this kind; nothing if retention has taken it away, or an erasure its content.
  Result<std::optional<Change>> change_if_kept(ShopId shop, Sequence sequence, ChangeKind kind,
                                               ChangeOp op) const;
  static std::string row_name(Family family, std::string_view key);

  const Database& database_;
  LogBatch log_;
  ErasedIds& erased_;
  Timestamp at_;
  Rows rows_;
};

}  // namespace suggestd::store
