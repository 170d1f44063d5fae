// A change log in memory. It is the second implementation for the conformance suite, and lets tests of other
// layers read a log without a disk. It can be cut as retention would.
#pragma once

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/mutex.h"
#include "base/time.h"
#include "records/change_codec.h"
#include "store/latest_form.h"
#include "store/log/change_log.h"

namespace suggestd::store {

class MemoryChangeLog : public ChangeLog {
 public:
  Result<Sequence> append(ShopId shop, std::span<Change> changes) override {
    MutexLock lock(mutex_);
    auto& batches = shops_[shop];
    Sequence last = head_of(batches);
    for (Change& change : changes) {
      last = next(last);
      change.sequence = last;
      if (change.at == Timestamp{}) change.at = now();
    }
    if (!changes.empty()) batches.emplace_back(changes.begin(), changes.end());
    moved_.notify_all();
    lock.unlock();
    tell_watchers(shop);
    return last;
  }

  using ChangeLog::read;
  using ChangeLog::read_latest;

  Result<Page> read(ShopId shop, Sequence after, const ReadBounds& bounds) const override {
    const MutexLock lock(mutex_);
    if (next(after) < oldest_) return Error(ErrorKind::gone, "cut");
    Page page;
    page.next = after;
    Counter counter(bounds);
    for (const auto& batch : batches_of(shop)) {
      if (batch.back().sequence <= after) continue;
      if (counter.reached()) break;
      for (const Change& change : batch) {
        if (change.sequence > after && counter.keeps(change)) page.changes.push_back(change);
      }
      page.next = batch.back().sequence;
    }
    return page;
  }

  Result<Page> read_latest(ShopId shop, Sequence after, const ReadBounds& bounds) const override {
    const MutexLock lock(mutex_);
    std::vector<Change> all;
    for (const auto& batch : batches_of(shop)) all.insert(all.end(), batch.begin(), batch.end());
    Page page;
    Counter counter(bounds);
    for (const Change& change : latest_form(all)) {
      if (change.sequence <= after) continue;
      if (counter.reached()) return page;
      if (counter.keeps(change)) page.changes.push_back(change);
      page.next = change.sequence;
    }
    page.next = head_of(batches_of(shop));
    return page;
  }

  Result<Page> read_kept(ShopId shop, Sequence after, const ReadBounds& bounds) const override {
    const MutexLock lock(mutex_);
    Page page;
    Counter counter(bounds);
    for (const auto& batch : batches_of(shop)) {
      for (const Change& change : batch) {
        if (change.sequence <= after) continue;
        if (counter.reached()) return page;
        if (counter.keeps(change)) page.changes.push_back(change);
        page.next = change.sequence;
      }
    }
    page.next = head_of(batches_of(shop));
    return page;
  }

  // From now on the records of every shop before `oldest` can be read in latest-version form alone.
  void cut(Sequence oldest) {
    const MutexLock lock(mutex_);
    oldest_ = oldest;
  }

  Sequence oldest(ShopId) const override {
    const MutexLock lock(mutex_);
    return oldest_;
  }
  Sequence head(ShopId shop) const override {
    const MutexLock lock(mutex_);
    return head_of(batches_of(shop));
  }
  Epoch epoch(ShopId) const override { return Epoch{1}; }
  Sequence written(ShopId shop) const override { return head(shop); }

  Result<Sequence> position_at(ShopId shop, Timestamp time) const override {
    const MutexLock lock(mutex_);
    const Batches& batches = batches_of(shop);
    for (const auto& batch : batches) {
      if (batch.front().at >= time) return Sequence{number(batch.front().sequence) - 1};
    }
    return head_of(batches);
  }

  Result<std::optional<Timestamp>> time_after(ShopId shop, Sequence after) const override {
    const MutexLock lock(mutex_);
    for (const auto& batch : batches_of(shop)) {
      if (batch.back().sequence > after) return std::optional(batch.back().at);
    }
    return std::optional<Timestamp>();
  }

  std::array<KindCount, kChangeKinds> counts(ShopId shop) const override {
    const MutexLock lock(mutex_);
    std::array<KindCount, kChangeKinds> counts;
    for (const auto& batch : batches_of(shop)) {
      for (const Change& change : batch) {
        KindCount& count = counts.at(static_cast<std::size_t>(change.kind));
        ++count.records;
        count.bytes += bytes_of(change);
      }
    }
    return counts;
  }

  bool wait_beyond(ShopId shop, Sequence after, std::chrono::milliseconds timeout) const override {
    MutexLock lock(mutex_);
    return moved_.wait_for(lock, timeout,
                           [&]() SUGGESTD_REQUIRES(mutex_) { return head_of(batches_of(shop)) > after; });
  }

 private:
  using Batches = std::vector<std::vector<Change>>;

  static std::size_t bytes_of(const Change& change) {
    std::string payload;
    append_record_payload(payload, change);
    return payload.size();
  }

  // Counts the records that a read has looked at and kept.
  class Counter {
   public:
    explicit Counter(const ReadBounds& bounds) : bounds_(bounds) {}
    bool reached() const {
      return records_ >= std::max<std::size_t>(bounds_.records, 1) || bytes_ >= bounds_.bytes ||
             looked_at_ >= bounds_.looked_at || bytes_looked_at_ >= bounds_.bytes_looked_at;
    }
    bool keeps(const Change& change) {
      const std::size_t bytes = bytes_of(change);
      ++looked_at_;
      bytes_looked_at_ += bytes;
      if (bounds_.wanted && !bounds_.wanted(change)) return false;
      ++records_;
      bytes_ += bytes;
      return true;
    }

   private:
    const ReadBounds& bounds_;
    std::size_t records_ = 0;
    std::size_t bytes_ = 0;
    std::size_t looked_at_ = 0;
    std::size_t bytes_looked_at_ = 0;
  };

  static Sequence head_of(const Batches& batches) {
    return batches.empty() ? Sequence{0} : batches.back().back().sequence;
  }
  const Batches& batches_of(ShopId shop) const SUGGESTD_REQUIRES(mutex_) {
    static const Batches kNone;
    const auto found = shops_.find(shop);
    return found == shops_.end() ? kNone : found->second;
  }

  mutable Mutex mutex_;
  mutable ConditionVariable moved_;
  std::map<ShopId, Batches> shops_ SUGGESTD_GUARDED_BY(mutex_);
  Sequence oldest_ SUGGESTD_GUARDED_BY(mutex_){1};
};

}  // namespace suggestd::store
