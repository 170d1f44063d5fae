// The shortest change log there is: what the conformance suite is tried on beside the real one, and what
// a neighbour's test may tail without a disk.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "base/time.h"
#include "store/change_log.h"
#include "store/latest_form.h"

namespace suggestd::store {

class MemoryChangeLog final : public ChangeLog {
 public:
  Result<Sequence> append(ShopId shop, std::span<Change> changes) override {
    const std::lock_guard lock(mutex_);
    auto& batches = shops_[shop];
    Sequence last = head_of(batches);
    for (Change& change : changes) {
      last = next(last);
      change.sequence = last;
      change.at = now();
    }
    if (!changes.empty()) batches.emplace_back(changes.begin(), changes.end());
    moved_.notify_all();
    return last;
  }

  Result<Page> read(ShopId shop, Sequence after, std::size_t limit) const override {
    const std::lock_guard lock(mutex_);
    Page page;
    page.next = after;
    for (const auto& batch : batches_of(shop)) {
      if (batch.back().sequence <= after) continue;
      if (page.changes.size() >= std::max<std::size_t>(limit, 1)) break;
      for (const Change& change : batch) {
        if (change.sequence > after) page.changes.push_back(change);
      }
      page.next = batch.back().sequence;
    }
    return page;
  }

  Result<Page> read_latest(ShopId shop, Sequence after, std::size_t limit) const override {
    const std::lock_guard lock(mutex_);
    std::vector<Change> all;
    for (const auto& batch : batches_of(shop)) all.insert(all.end(), batch.begin(), batch.end());
    return page_of(latest_form(all), after, limit, head_of(batches_of(shop)));
  }

  Sequence oldest(ShopId) const override { return Sequence{1}; }
  Sequence head(ShopId shop) const override {
    const std::lock_guard lock(mutex_);
    return head_of(batches_of(shop));
  }
  Epoch epoch(ShopId) const override { return Epoch{1}; }

  bool wait_beyond(ShopId shop, Sequence after, std::chrono::milliseconds timeout) const override {
    std::unique_lock lock(mutex_);
    return moved_.wait_for(lock, timeout, [&] { return head_of(batches_of(shop)) > after; });
  }

 private:
  using Batches = std::vector<std::vector<Change>>;
  static Sequence head_of(const Batches& batches) {
    return batches.empty() ? Sequence{0} : batches.back().back().sequence;
  }
  const Batches& batches_of(ShopId shop) const {
    static const Batches kNone;
    const auto found = shops_.find(shop);
    return found == shops_.end() ? kNone : found->second;
  }

  mutable std::mutex mutex_;
  mutable std::condition_variable moved_;
  std::map<ShopId, Batches> shops_;
};

}  // namespace suggestd::store
