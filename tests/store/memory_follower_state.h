// A follower's rows and position in memory, for tests.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/mutex.h"
#include "store/tables/follower_state.h"

namespace suggestd::store {

class MemoryFollowerState : public FollowerState {
 public:
  Status write_checkpoint(ShopId, Position applied, const std::vector<StateRow>& rows) override {
    const MutexLock lock(mutex_);
    applied_ = applied;
    for (const StateRow& row : rows) {
      if (row.value.empty()) {
        rows_.erase(row.key);
      } else {
        rows_[row.key] = row.value;
      }
    }
    return {};
  }
  Result<Position> applied(ShopId) const override {
    const MutexLock lock(mutex_);
    return applied_;
  }
  Result<std::optional<std::string>> get(ShopId, std::string_view key) const override {
    const MutexLock lock(mutex_);
    const auto row = rows_.find(std::string(key));
    return row == rows_.end() ? std::optional<std::string>() : std::optional<std::string>(row->second);
  }
  Status for_each(ShopId, std::string_view prefix,
                  const std::function<Status(std::string_view, std::string_view)>& visit) const override {
    const MutexLock lock(mutex_);
    for (auto row = rows_.lower_bound(std::string(prefix)); row != rows_.end(); ++row) {
      if (!row->first.starts_with(prefix)) break;
      if (Status good = visit(row->first, row->second); !good) return good;
    }
    return {};
  }
  Status clear(ShopId) override {
    const MutexLock lock(mutex_);
    rows_.clear();
    applied_ = {};
    return {};
  }

 private:
  mutable Mutex mutex_;
  Position applied_ SUGGESTD_GUARDED_BY(mutex_);
  std::map<std::string, std::string> rows_ SUGGESTD_GUARDED_BY(mutex_);
};

}  // namespace suggestd::store
