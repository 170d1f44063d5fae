// Named consumers of the change feed: each stores its position, so that it can go on after a restart and an
// operator can see who lags.
//
// Threads  any; two writers of one consumer are kept apart by the etag.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "store/log/change_log.h"
#include "store/tables/meta_table.h"

namespace suggestd::store {

struct Consumer {
  std::string name;
  Position position;            // has read all up to here
  std::string etag;             // changes with each write
  Timestamp stored_at{};        // when `position` was last stored; 1970 if an earlier version stored it
  bool cut_off = false;         // retention has passed it by: its next read is told `gone`
  std::uint64_t lag_records{};  // records after `position`
  double lag_seconds{};         // that its first unread record has waited; 0 if there is none
};

class Consumers {
 public:
  // Requires: both outlive this.
  Consumers(MetaTable& meta, const ChangeLog& log) : meta_(meta), log_(log) {}

  // Stores `position`. `if_match`: the etag that the consumer must have now; "" creates or replaces.
  // Errors: conflict if the etag is another, the position is of another epoch, or the shop has
  // limits::kConsumers; invalid if the name is no id or the position is beyond the head.
  Result<Consumer> put(ShopId shop, std::string_view name, Position position, std::string_view if_match);
  Result<Consumer> get(ShopId shop, std::string_view name) const;  // errors: not_found
  Result<std::vector<Consumer>> all(ShopId shop) const;
  Status remove(ShopId shop, std::string_view name);  // errors: not_found

 private:
  Status room_for_one(ShopId shop) const;

  MetaTable& meta_;
  const ChangeLog& log_;
};

}  // namespace suggestd::store
