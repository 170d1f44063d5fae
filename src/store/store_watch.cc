#include "store/store_watch.h"

#include "base/mutex.h"
#include "base/round.h"
#include "base/this_thread.h"
#include "store/commit/committer.h"
#include "store/disk/database.h"

namespace suggestd::store {

StoreWatch::StoreWatch(Database& database, Committer& committer)
    : database_(database), committer_(committer) {
  thread_ = std::thread([this] {
    name_this_thread("store watch");
    run();
  });
}

StoreWatch::~StoreWatch() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void StoreWatch::run() {
  MutexLock lock(mutex_);
  while (!changed_.wait_for(lock, kLookAfterStoreEvery,
                            [this]() SUGGESTD_REQUIRES(mutex_) { return stopping_; })) {
    lock.unlock();
    do_round("store watch", [this] {
      database_.sync_mark();
      database_.look_after_files();
      committer_.look_for_room();
    });
    lock.lock();
  }
}

}  // namespace suggestd::store
