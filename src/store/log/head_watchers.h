// Those who want to be told when the head of a shop's log moves.
//
// Cost     a call for each watch of the shop that moved, by the thread that moved it; other shops' watches cost nothing.
// Threads  any. A watch that ends waits for a call of its own that is under way.
#pragma once

#include <functional>
#include <list>
#include <map>
#include <memory>

#include "base/ids.h"
#include "base/mutex.h"

namespace suggestd::store {

// Called by the appender: it must be short, wait for nothing, not throw, and begin or end no watch.
using HeadMoved = std::function<void()>;

class HeadWatchers {
 public:
  // As long as it lives, its function is called. Requires: the watchers outlive it.
  class Watch {
   public:
    virtual ~Watch() = default;
  };

  std::unique_ptr<Watch> add(ShopId shop, HeadMoved moved);
  void tell(ShopId shop) const;

 private:
  class Place;
  mutable Mutex mutex_;
  std::map<ShopId, std::list<HeadMoved>> watches_ SUGGESTD_GUARDED_BY(mutex_);
};

}  // namespace suggestd::store
