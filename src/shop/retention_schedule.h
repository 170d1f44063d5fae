// Takes away, now and then, the records that the shops' logs need not keep any longer.
//
// Floor    no record is taken that the learner's last checkpoint or a named consumer has yet to read. A
//          consumer that has not stored its position for `consumer_silence` is passed by: a warning names it,
//          a metric counts it, and its next read is answered `gone` with the oldest record kept.
// Clock    deletes by age, so it does not trust a clock that has leapt by more than a month since its last
//          run: it waits for a day, says so, and goes on if the clock still stands there.
// Loud     records that a floor held back are logged with the name of its holder, and counted.
// Threads  one inside, once there is something to take; run() and set_options() may be called from any.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <thread>

#include "base/clock.h"
#include "base/mutex.h"
#include "base/result.h"
#include "base/time.h"
#include "store/store.h"

namespace suggestd::shop {

struct RetentionOptions {
  store::RetentionPolicy policy;  // all empty: nothing is ever taken, and no thread is started
  std::chrono::seconds every{600};
  std::optional<std::chrono::seconds> consumer_silence;  // none: a consumer is waited for for ever
};

// The sequence up to which a shop's log may be cut, and the holder that sets it.
struct RetentionFloor {
  Sequence sequence{};
  std::string holder;               // "the learner's checkpoint", "consumer 'mirror'"
  std::set<std::string> passed_by;  // consumers that are silent and would be cut off
};

class RetentionSchedule {
 public:
  // Requires: `store` and `clock` outlive this.
  RetentionSchedule(store::Store& store, const RetentionOptions& options,
                    const Clock& clock = machine_clock());
  ~RetentionSchedule();  // after the run at hand
  RetentionSchedule(const RetentionSchedule&) = delete;
  RetentionSchedule& operator=(const RetentionSchedule&) = delete;

  Result<RetentionFloor> floor(ShopId shop, Timestamp at) const;
  // A run that is under way ends by the options that it began with.
  void set_options(const RetentionOptions& options);
  // Makes one run over one shop.
  Result<store::RetentionReport> run(const store::ShopEntry& shop, Timestamp at);

 private:
  RetentionOptions options() const;
  void begin_if_needed() SUGGESTD_REQUIRES(mutex_);
  void work();
  void run_all();
  Result<bool> clock_is_sound(Timestamp at) SUGGESTD_REQUIRES(running_);
  void tell(const store::ShopEntry& shop, const RetentionFloor& floor, const store::RetentionReport& report)
      SUGGESTD_REQUIRES(running_);

  store::Store& store_;
  const Clock& clock_;

  Mutex running_;
  std::optional<std::chrono::steady_clock::time_point> waiting_since_ SUGGESTD_GUARDED_BY(running_);
  std::map<ShopId, std::set<std::string>> warned_of_ SUGGESTD_GUARDED_BY(running_);  // consumers passed by

  mutable Mutex mutex_;
  RetentionOptions options_ SUGGESTD_GUARDED_BY(mutex_);
  ConditionVariable wake_;
  bool stopping_ SUGGESTD_GUARDED_BY(mutex_) = false;
  bool changed_ SUGGESTD_GUARDED_BY(mutex_) = false;  // the wait at hand began by other options
  std::thread thread_;                                // last: it uses all of the above
};

}  // namespace suggestd::shop
