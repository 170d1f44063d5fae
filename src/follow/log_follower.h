// Follows a shop's change log for one FollowerWork: it reads page after page, waits at the head, starts anew after
// exceptions, and tells others how far it is.
//
// Pool     it has no thread of its own: each page is a piece of work for the threads that all followers share
//          (follow/follower_pool.h), and the log wakes it when there is more.
// Anew     after an exception that no record is at fault for (memory most often) it pauses first: kFirstRest,
//          doubled up to kLongestRest while it goes on, kFirstRest again after a good page.
// Failure  an error of the work or the log ends the following; failure() says why.
// Threads  public functions from any thread, but for those that say otherwise.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "base/ids.h"
#include "base/mutex.h"
#include "base/result.h"
#include "follow/follower_pool.h"
#include "follow/follower_work.h"
#include "store/log/change_log.h"

namespace suggestd::follow {

class LogFollower : private PoolTask {
 public:
  // For what ends elsewhere without a word: a work that waits for it rests no longer than this.
  static constexpr std::chrono::milliseconds kPoll{50};
  static constexpr std::chrono::milliseconds kFirstRest{200};
  static constexpr std::chrono::milliseconds kLongestRest{30'000};

  // `name`: the thread's while it works for this, at most 15 bytes. Requires: `name`, `log` and `work` outlive the
  // follower.
  LogFollower(const char* name, ShopId shop, const store::ChangeLog& log, FollowerWork& work);
  ~LogFollower() override;  // stop()
  LogFollower(const LogFollower&) = delete;
  LogFollower& operator=(const LogFollower&) = delete;

  // Requires: was not called before.
  void start();
  // Ends after the page at hand and the work's end(). Idempotent.
  void stop();
  bool stopping() const noexcept { return stopping_.load(); }

  // Calls the work's rest() though nothing is to be read: somebody asks for it.
  void look_now() { pool_->hurry(*this); }

  // The sequence that was last told: others may count on everything up to it.
  Sequence applied() const noexcept { return Sequence{applied_.load()}; }
  // True once applied() has reached the sequence; false if the timeout passed first or the following has ended.
  bool wait_applied(Sequence sequence, std::chrono::microseconds timeout) const;
  // The reason why it has stopped, if it has.
  std::optional<Error> failure() const;

  // For the work: tells that its results from the log up to here are there for others.
  void tell_applied(Sequence sequence);
  // For the work: sleeps, but not beyond stop(). It keeps a thread of the pool, so it is for what is rare: a disk that
  // refuses a write.
  void pause(std::chrono::milliseconds time);
  // For the work: a turn for what nobody waits for, such as a training; null: another time (follower_pool.h).
  FollowerPool::BackgroundTurn background_turn() { return pool_->background_turn(); }

 private:
  NextPiece work() noexcept override;
  void check(const std::function<Status()>& piece) noexcept;
  void note_broken(Sequence sequence, std::string_view what, bool at_fault) noexcept;
  Status round();
  Status begin();
  Status begin_anew();
  void fail(const Error& error);

  const char* const name_;
  const ShopId shop_;
  const store::ChangeLog& log_;
  FollowerWork& work_;

  // For the piece at hand alone.
  bool entered_ = false;
  bool begun_ = false;
  NextPiece next_;
  std::optional<Unapplied> broken_;
  std::chrono::milliseconds rest_ = kFirstRest;

  std::atomic<std::uint64_t> applied_{0};
  std::atomic<bool> stopping_{false};
  std::atomic<bool> has_failed_{false};
  mutable Mutex mutex_;
  mutable ConditionVariable changed_;
  std::optional<Error> failure_ SUGGESTD_GUARDED_BY(mutex_);
  bool ended_ SUGGESTD_GUARDED_BY(mutex_) = false;

  const std::shared_ptr<FollowerPool> pool_ = FollowerPool::of_process();
  std::unique_ptr<store::HeadWatchers::Watch> watch_;
};

}  // namespace suggestd::follow
