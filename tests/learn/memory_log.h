// A change log and a model state in memory, for tests of the learner. The log can be cut as retention would.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "store/change_log.h"
#include "store/latest_form.h"
#include "store/model_state.h"

namespace suggestd::learn {

class MemoryLog : public store::ChangeLog {
 public:
  Result<Sequence> append(ShopId, std::span<Change> changes) override {
    std::lock_guard lock(mutex_);
    for (Change& change : changes) {
      change.sequence = static_cast<Sequence>(changes_.size() + 1);
      changes_.push_back(change);
    }
    grown_.notify_all();
    return static_cast<Sequence>(changes_.size());
  }

  Result<store::Page> read(ShopId, Sequence after, std::size_t limit) const override {
    std::lock_guard lock(mutex_);
    if (next(after) < oldest_) return Error(ErrorKind::gone, "cut");
    store::Page page;
    page.next = after;
    for (std::size_t i = number(after); i < changes_.size() && page.changes.size() < limit; ++i) {
      page.changes.push_back(changes_[i]);
      page.next = changes_[i].sequence;
    }
    return page;
  }

  Result<store::Page> read_latest(ShopId, Sequence after, std::size_t limit) const override {
    std::lock_guard lock(mutex_);
    return store::page_of(store::latest_form(changes_), after, limit, static_cast<Sequence>(changes_.size()));
  }

  // From now on records before `oldest` can be read in latest-version form alone.
  void cut(Sequence oldest) {
    std::lock_guard lock(mutex_);
    oldest_ = oldest;
  }

  Sequence oldest(ShopId) const override {
    std::lock_guard lock(mutex_);
    return oldest_;
  }
  Sequence head(ShopId) const override {
    std::lock_guard lock(mutex_);
    return static_cast<Sequence>(changes_.size());
  }
  Epoch epoch(ShopId) const override { return Epoch{1}; }

  bool wait_beyond(ShopId, Sequence after, std::chrono::milliseconds timeout) const override {
    std::unique_lock lock(mutex_);
    return grown_.wait_for(lock, timeout, [&] { return changes_.size() > number(after); });
  }

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable grown_;
  std::vector<Change> changes_;
  Sequence oldest_{1};
};

class MemoryState : public store::ModelState {
 public:
  Status write_checkpoint(ShopId, Position applied, const std::vector<store::StateRow>& rows) override {
    std::lock_guard lock(mutex_);
    applied_ = applied;
    for (const store::StateRow& row : rows) {
      if (row.value.empty()) {
        rows_.erase(row.key);
      } else {
        rows_[row.key] = row.value;
      }
    }
    return {};
  }
  Result<Position> applied(ShopId) const override {
    std::lock_guard lock(mutex_);
    return applied_;
  }
  Result<std::optional<std::string>> get(ShopId, std::string_view key) const override {
    std::lock_guard lock(mutex_);
    const auto row = rows_.find(std::string(key));
    return row == rows_.end() ? std::optional<std::string>() : std::optional<std::string>(row->second);
  }
  Status for_each(ShopId, std::string_view prefix,
                  const std::function<Status(std::string_view, std::string_view)>& visit) const override {
    std::lock_guard lock(mutex_);
    for (auto row = rows_.lower_bound(std::string(prefix)); row != rows_.end(); ++row) {
      if (!row->first.starts_with(prefix)) break;
      if (Status good = visit(row->first, row->second); !good) return good;
    }
    return {};
  }
  Status clear(ShopId) override {
    std::lock_guard lock(mutex_);
    rows_.clear();
    applied_ = {};
    return {};
  }

 private:
  mutable std::mutex mutex_;
  Position applied_;
  std::map<std::string, std::string> rows_;
};

}  // namespace suggestd::learn
