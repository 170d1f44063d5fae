// A thread that looks after a store once a second, so that faults are noticed even if nobody asks.
//
// Does     takes the mark to the disk; looks whether the database's files are there; has the committer look
//          for room on the disk and mend the database, so that a store without callers finds back too.
// Threads  one of its own; the destructor ends it.
#pragma once

#include <chrono>
#include <thread>

#include "base/mutex.h"

namespace suggestd::store {

class Committer;
class Database;

inline constexpr std::chrono::milliseconds kLookAfterStoreEvery{1'000};

class StoreWatch {
 public:
  // Requires: both outlive the watch; the database is not open read-only.
  StoreWatch(Database& database, Committer& committer);
  ~StoreWatch();
  StoreWatch(const StoreWatch&) = delete;
  StoreWatch& operator=(const StoreWatch&) = delete;

 private:
  void run();

  Database& database_;
  Committer& committer_;
  Mutex mutex_;
  ConditionVariable changed_;
  bool stopping_ SUGGESTD_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace suggestd::store
