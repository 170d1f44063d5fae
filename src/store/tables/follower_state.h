// The state that a follower of the log (the learner, the attribution) keeps, so that a restart replays only
// the tail.
//
// A checkpoint is one atomic write: rows (opaque bytes, the follower's own) together with the position that
// they have applied.
//
// Threads  one writer a shop, any number of readers.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"

namespace suggestd::store {

struct StateRow {
  std::string key;    // opaque; rows of one kind share a first byte
  std::string value;  // "" deletes the row
};

class FollowerState {
 public:
  virtual ~FollowerState() = default;

  // Writes `rows` and the applied position, all or nothing. Small checkpoints are not synced by themselves,
  // because the log can be replayed. Large ones do not hold up other writes. Requires: no key twice.
  virtual Status write_checkpoint(ShopId shop, Position applied, const std::vector<StateRow>& rows) = 0;
  // The last checkpoint's position; {epoch, 0} if there is none.
  virtual Result<Position> applied(ShopId shop) const = 0;
  // Nothing if there is no such row.
  virtual Result<std::optional<std::string>> get(ShopId shop, std::string_view key) const = 0;
  // Calls `visit` for each row whose key begins with `prefix`, in key order.
  virtual Status for_each(
      ShopId shop, std::string_view prefix,
      const std::function<Status(std::string_view key, std::string_view value)>& visit) const = 0;
  // Forgets everything, so that the next start learns from the beginning of the log.
  virtual Status clear(ShopId shop) = 0;
};

}  // namespace suggestd::store
