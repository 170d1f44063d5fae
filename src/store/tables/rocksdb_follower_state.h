// A follower's rows in a column family of the store.
//
// Threads  as FollowerState.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/disk/keys.h"
#include "store/tables/follower_state.h"

namespace suggestd::store {

class Database;
class ChangeLog;

class RocksdbFollowerState final : public FollowerState {
 public:
  // Requires: both outlive this.
  RocksdbFollowerState(Database& database, const ChangeLog& log, FollowerId follower)
      : database_(database), log_(log), follower_(follower) {}

  Status write_checkpoint(ShopId shop, Position applied, const std::vector<StateRow>& rows) override;
  Result<Position> applied(ShopId shop) const override;
  Result<std::optional<std::string>> get(ShopId shop, std::string_view key) const override;
  Status for_each(
      ShopId shop, std::string_view prefix,
      const std::function<Status(std::string_view key, std::string_view value)>& visit) const override;
  Status clear(ShopId shop) override;

 private:
  Status write_batch(const std::vector<std::pair<std::string, std::string_view>>& rows);

  Database& database_;
  const ChangeLog& log_;
  const FollowerId follower_;
};

}  // namespace suggestd::store
