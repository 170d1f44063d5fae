// Keeps what the shops and the keys have used of their days on disk: every kKeepEvery, and once more when the server stops.
//
// Lost     a kill forgets the units of the last kKeepEvery; a store that takes no writes, those of as long as that lasts.
// Cost     one small synced write for each shop that has a limit of the day and was asked something, and one for all
//          such keys.
// Threads  one inside.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "access/day_units.h"
#include "access/key_ring.h"
#include "base/mutex.h"
#include "shop/shop.h"

namespace suggestd::http {

inline constexpr std::chrono::seconds kKeepEvery{5};

class DayKeeper {
 public:
  using AllShops = std::function<std::vector<std::shared_ptr<shop::Shop>>()>;

  // Requires: `units` and `keys` outlive this.
  DayKeeper(DayUnits& units, AllShops all_shops, KeyRing& keys);
  ~DayKeeper();  // keeps what is unsaved
  DayKeeper(const DayKeeper&) = delete;
  DayKeeper& operator=(const DayKeeper&) = delete;

 private:
  void work();
  void keep_shops();
  void keep_keys();

  DayUnits& units_;
  const AllShops all_shops_;
  KeyRing& keys_;

  Mutex mutex_;
  ConditionVariable wake_;
  bool stopping_ SUGGESTD_GUARDED_BY(mutex_) = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace suggestd::http
