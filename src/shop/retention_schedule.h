// Takes away, now and then, what the shops' logs need not keep any longer.
//
// Floor    nothing that the learner's last checkpoint or a named consumer has yet to read is taken. A
//          consumer that has not stored its position for `consumer_silence` is passed by: a warning names it,
//          a metric counts it, and its next read is answered `gone` with the oldest record kept.
// Loud     what a floor held back is logged with the name of who holds it, and counted.
// Threads  one inside; run() may be called from any thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>

#include "base/result.h"
#include "base/time.h"
#include "store/store.h"

namespace suggestd::shop {

struct RetentionOptions {
  store::RetentionPolicy policy;  // all empty: nothing is ever taken, and no thread is started
  std::chrono::seconds every{600};
  std::optional<std::chrono::seconds> consumer_silence;  // none: a consumer is waited for for ever
};

// Up to where a shop's log may be cut, and who says so.
struct RetentionFloor {
  Sequence sequence{};
  std::string holder;               // "the learner's checkpoint", "consumer 'mirror'"
  std::set<std::string> passed_by;  // consumers that are silent and would be cut off
};

class RetentionSchedule {
 public:
  // Requires: `store` outlives this.
  RetentionSchedule(store::Store& store, const RetentionOptions& options);
  ~RetentionSchedule();  // after the run at hand
  RetentionSchedule(const RetentionSchedule&) = delete;
  RetentionSchedule& operator=(const RetentionSchedule&) = delete;

  Result<RetentionFloor> floor(ShopId shop, Timestamp at) const;
  // One run over one shop.
  Result<store::RetentionReport> run(const store::ShopEntry& shop, Timestamp at);

 private:
  void work();
  void tell(const store::ShopEntry& shop, const RetentionFloor& floor, const store::RetentionReport& report);

  store::Store& store_;
  const RetentionOptions options_;

  std::mutex running_;
  std::map<ShopId, std::set<std::string>> warned_of_;  // guarded by running_: consumers passed by

  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;  // guarded by mutex_
  std::thread thread_;     // last: it uses all of the above
};

}  // namespace suggestd::shop
