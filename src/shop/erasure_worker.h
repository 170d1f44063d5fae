// Carries out erasures (store/erasure/eraser.h) in the background, for all shops of a server, and goes on with them
// after a restart.
//
// Ledger   of all erasures is written (store/erasure/ledger.h) before each goes on, into the folders of the store and of
//          the backups.
// Gathers  erasures that are asked for together share one rewriting of the files; after it the worker rests
//          kRestAfterRewrite times as long as it took, so that a stream of requests leaves the disk to orders.
// Threads  one inside, of low priority; wake() from any.
#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <thread>
#include <vector>

#include "base/mutex.h"
#include "base/result.h"
#include "store/store.h"

namespace suggestd::store {
class Eraser;
struct ErasureReceipt;
}  // namespace suggestd::store

namespace suggestd::shop {

class Exports;  // shop/exports.h

struct ErasureOptions {
  std::filesystem::path backups;  // the ledger is kept there too, once the folder is there; "": nowhere else
  std::shared_ptr<Exports> exports = {};  // null: there are none
};

class ErasureWorker {
 public:
  static constexpr int kRestAfterRewrite = 10;

  // Requires: `store` outlives this.
  ErasureWorker(store::Store& store, ErasureOptions options);
  ~ErasureWorker();
  ErasureWorker(const ErasureWorker&) = delete;
  ErasureWorker& operator=(const ErasureWorker&) = delete;

  // Tells that an erasure was begun.
  void wake();

 private:
  void work();
  Status keep_ledgers();
  // True if nothing is left to do.
  Result<bool> round();
  Result<bool> advance(store::Eraser& eraser, ShopId shop);
  Result<bool> leave_exports(ShopId shop, const store::ErasureReceipt& person,
                             const std::function<Status()>& forget);
  Result<bool> rewrite(store::Eraser& eraser, const std::vector<ShopId>& shops);

  store::Store& store_;
  const ErasureOptions options_;
  std::stop_source stop_;
  std::chrono::steady_clock::time_point rewrite_after_{};  // the thread's own

  Mutex mutex_;
  ConditionVariable woken_;
  // There may be work; at the start there may be some from before.
  bool asked_ SUGGESTD_GUARDED_BY(mutex_) = true;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace suggestd::shop
