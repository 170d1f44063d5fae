// The threads that all followers of all shops share: as many as there is work for at the moment, up to kMostThreads. A
// follower that waits has none, so that a thousand idle shops cost no thread and no processor time.
//
// Piece    a task is called for a piece of work, such as a page of the log, and says what comes next. Those that go on
//          take turns. One task is never called by two threads at once, and a piece sees all that the one before did.
// Hold     a piece that takes long keeps a thread. So that pages never wait for work that nobody waits for, only half of
//          the threads are given to such work: background_turn().
// Nice     a thread has the priority of the one that begins it. So the pool is made by a thread of ordinary priority, and
//          its own threads alone begin more, one ahead of need: a job that wakes a follower hands no low priority on.
// Threads  all public functions from any thread, but for the destructor.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "base/mutex.h"

namespace suggestd::follow {

class FollowerPool;

// A task says by it what it does after a piece of its work.
struct NextPiece {
  using Time = std::chrono::steady_clock::time_point;
  enum class How {
    at_once,  // when it is its turn
    on_wake,  // when it is woken, at `until` at the latest
    rested,   // at `until`; a wake does not end the rest, but hurry() does
    never,    // it has ended
  };
  How how = How::at_once;
  Time until = Time::max();
};

class PoolTask {
 public:
  // `name`: of the thread while it works for the task; at most 15 bytes. Requires: it outlives the task.
  explicit PoolTask(const char* name) : name_(name) {}
  virtual ~PoolTask() = default;
  PoolTask(const PoolTask&) = delete;
  PoolTask& operator=(const PoolTask&) = delete;

  virtual NextPiece work() noexcept = 0;

 private:
  friend class FollowerPool;
  using Timers = std::multimap<NextPiece::Time, PoolTask*>;
  enum class State { outside, queued, working, waiting, resting, ended };

  const char* const name_;
  // All guarded by the pool's mutex.
  State state_ = State::outside;
  bool woken_ = false;          // since the piece at hand began
  bool hurried_ = false;        // the same
  PoolTask* behind_ = nullptr;  // in the queue
  Timers::iterator timer_;      // while it waits or rests until a time
  Timers::node_type node_;      // its place among the timers when it has none: so that no wait needs memory
};

class FollowerPool {
 public:
  static constexpr std::size_t kMostThreads = 32;
  static constexpr std::size_t kMostBackgroundTurns = kMostThreads / 2;

  // Begins the first thread. Throws system_error if there is none to be had.
  FollowerPool();
  // Requires: all tasks have ended.
  ~FollowerPool();
  FollowerPool(const FollowerPool&) = delete;
  FollowerPool& operator=(const FollowerPool&) = delete;

  // The pool of this process. Its threads end with the last that holds it.
  static std::shared_ptr<FollowerPool> of_process();

  // Calls work() from now on, until it answers `never`.
  // Requires: the task was never added before, and lives until it has ended.
  void add(PoolTask& task);
  // There is something to do. Never lost: while the task works, it is called once more. For a task that was not added
  // yet, or has ended, it does nothing.
  void wake(PoolTask& task) noexcept;
  // The same, and ends a rest.
  void hurry(PoolTask& task) noexcept;
  // Returns at once if it was never added. Requires: not called by the pool's own threads.
  void wait_for_end(PoolTask& task);

  // One of the kMostBackgroundTurns; null if all are taken. Given back when it is destroyed.
  using BackgroundTurn = std::shared_ptr<void>;
  BackgroundTurn background_turn();

  std::size_t threads() const;

 private:
  using Time = NextPiece::Time;

  void serve();
  PoolTask* take() SUGGESTD_REQUIRES(mutex_);
  void place(PoolTask& task, const NextPiece& next) SUGGESTD_REQUIRES(mutex_);
  void enqueue(PoolTask& task) SUGGESTD_REQUIRES(mutex_);
  void leave_timers(PoolTask& task) SUGGESTD_REQUIRES(mutex_);
  void enqueue_due() SUGGESTD_REQUIRES(mutex_);
  void call_another() noexcept SUGGESTD_REQUIRES(mutex_);
  void begin_thread() SUGGESTD_REQUIRES(mutex_);
  void keep_one_free() noexcept SUGGESTD_REQUIRES(mutex_);
  void sleep(MutexLock& lock) SUGGESTD_REQUIRES(mutex_);

  mutable Mutex mutex_;
  ConditionVariable called_;  // something is in the queue, or a timer that nobody watches
  ConditionVariable ended_;   // a task has
  PoolTask* first_ SUGGESTD_GUARDED_BY(mutex_) = nullptr;
  PoolTask* last_ SUGGESTD_GUARDED_BY(mutex_) = nullptr;
  PoolTask::Timers timers_ SUGGESTD_GUARDED_BY(mutex_);
  Time watched_ SUGGESTD_GUARDED_BY(mutex_) = Time::max();  // a sleeping thread wakes by itself at this time
  std::size_t free_ SUGGESTD_GUARDED_BY(mutex_) = 0;    // threads without a task: each looks before it sleeps
  std::size_t asleep_ SUGGESTD_GUARDED_BY(mutex_) = 0;  // of the free ones
  bool closing_ SUGGESTD_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_ SUGGESTD_GUARDED_BY(mutex_);
  std::atomic<std::size_t> background_{0};  // turns that are taken
};

}  // namespace suggestd::follow
