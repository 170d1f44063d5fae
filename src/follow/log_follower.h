// The thread that follows a shop's change log for one FollowerWork: it reads page after page, waits at the
// head, starts anew after exceptions, and tells others how far it is.
//
// Anew     after an exception that no record is at fault for (memory most often) it pauses first: kFirstRest,
//          doubled up to kLongestRest while it goes on, kFirstRest again after a good page.
// Failure  an error of the work or the log ends the thread; failure() says why.
// Threads  public functions from any thread, but for those that say otherwise.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "base/ids.h"
#include "base/mutex.h"
#include "base/result.h"
#include "follow/follower_work.h"
#include "store/log/change_log.h"

namespace suggestd::follow {

class LogFollower {
 public:
  static constexpr std::chrono::milliseconds kPoll{50};
  static constexpr std::chrono::milliseconds kFirstRest{200};
  static constexpr std::chrono::milliseconds kLongestRest{30'000};

  // `name`: the thread's, at most 15 bytes. Requires: `log` and `work` outlive the follower.
  LogFollower(std::string name, ShopId shop, const store::ChangeLog& log, FollowerWork& work);
  ~LogFollower();  // stop()
  LogFollower(const LogFollower&) = delete;
  LogFollower& operator=(const LogFollower&) = delete;

  void start();
  // Ends after the page at hand and the work's end(). Idempotent.
  void stop();
  bool stopping() const noexcept { return stopping_.load(); }

  // The sequence that was last told: others may count on everything up to it.
  Sequence applied() const noexcept { return Sequence{applied_.load()}; }
  // True once applied() has reached the sequence; false if the timeout passed first or the thread has ended.
  bool wait_applied(Sequence sequence, std::chrono::microseconds timeout) const;
  // The reason why the thread has stopped, if it has.
  std::optional<Error> failure() const;

  // For the work: tells that its results from the log up to here are there for others.
  void tell_applied(Sequence sequence);
  // For the work: sleeps, but not beyond stop().
  void pause(std::chrono::milliseconds time);

 private:
  void run();
  void check(const std::function<Status()>& piece) noexcept;
  void note_broken(Sequence sequence, std::string_view what, bool at_fault) noexcept;
  Status round();
  Status begin();
  Status begin_anew();
  void fail(const Error& error);

  const std::string name_;
  const ShopId shop_;
  const store::ChangeLog& log_;
  FollowerWork& work_;

  // The thread's own.
  bool begun_ = false;
  std::optional<Unapplied> broken_;
  std::chrono::milliseconds rest_ = kFirstRest;

  std::atomic<std::uint64_t> applied_{0};
  std::atomic<bool> stopping_{false};
  std::atomic<bool> has_failed_{false};
  mutable Mutex mutex_;
  mutable ConditionVariable changed_;
  std::optional<Error> failure_ SUGGESTD_GUARDED_BY(mutex_);
  bool ended_ SUGGESTD_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace suggestd::follow
