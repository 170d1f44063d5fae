// Things that requests leave for the follower of their shop.
//
// Bounded   put() refuses more than kMost.
// Threads   any.
#pragma once

#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

#include "base/mutex.h"

namespace suggestd::experiments {

template <class T, std::size_t kMost>
class WaitingQueue {
 public:
  // False if kMost wait already.
  bool put(T one) {
    const MutexLock lock(mutex_);
    if (waiting_.size() >= kMost) return false;
    waiting_.push_back(std::move(one));
    return true;
  }

  // All that wait, oldest first, appended to `out`.
  void take(std::vector<T>& out) {
    std::vector<T> taken;
    {
      const MutexLock lock(mutex_);
      taken.swap(waiting_);
    }
    out.insert(out.end(), std::make_move_iterator(taken.begin()), std::make_move_iterator(taken.end()));
  }

 private:
  Mutex mutex_;
  std::vector<T> waiting_ SUGGESTD_GUARDED_BY(mutex_);
};

}  // namespace suggestd::experiments
