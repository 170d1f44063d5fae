// A change log and a model state in memory, for tests of the learner.
#pragma once

#include "store/memory_change_log.h"
#include "store/memory_follower_state.h"

namespace suggestd::learn {

// Each record is a batch of its own, so that a page may end after any of them.
class MemoryLog : public store::MemoryChangeLog {
 public:
  Result<Sequence> append(ShopId shop, std::span<Change> changes) override {
    for (Change& change : changes) (void)store::MemoryChangeLog::append(shop, {&change, 1});
    return head(shop);
  }
};

using MemoryState = store::MemoryFollowerState;

}  // namespace suggestd::learn
