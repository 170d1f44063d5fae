#include "follow/follower_pool.h"

#include <exception>
#include <utility>

#include "base/this_thread.h"

namespace suggestd::follow {
namespace {

// A sleep without a timer is as long as this: the loop looks again, and nothing else depends on it.
constexpr std::chrono::hours kLongSleep{1};

}  // namespace

std::shared_ptr<FollowerPool> FollowerPool::of_process() {
  static Mutex mutex;
  static std::weak_ptr<FollowerPool> pool;
  const MutexLock lock(mutex);
  if (std::shared_ptr<FollowerPool> held = pool.lock()) return held;
  auto made = std::make_shared<FollowerPool>();
  pool = made;
  return made;
}

FollowerPool::FollowerPool() {
  const MutexLock lock(mutex_);
  begin_thread();
}

FollowerPool::~FollowerPool() {
  std::vector<std::thread> threads;
  {
    const MutexLock lock(mutex_);
    closing_ = true;
    threads = std::exchange(threads_, {});
  }
  called_.notify_all();
  for (std::thread& thread : threads) thread.join();
}

void FollowerPool::add(PoolTask& task) {
  PoolTask::Timers place;
  place.emplace(Time::max(), &task);
  const MutexLock lock(mutex_);
  task.node_ = place.extract(place.begin());
  enqueue(task);
}

void FollowerPool::wake(PoolTask& task) noexcept {
  const MutexLock lock(mutex_);
  task.woken_ = true;
  if (task.state_ != PoolTask::State::waiting) return;
  leave_timers(task);
  enqueue(task);
}

void FollowerPool::hurry(PoolTask& task) noexcept {
  const MutexLock lock(mutex_);
  task.hurried_ = true;
  if (task.state_ != PoolTask::State::waiting && task.state_ != PoolTask::State::resting) return;
  leave_timers(task);
  enqueue(task);
}

void FollowerPool::wait_for_end(PoolTask& task) {
  MutexLock lock(mutex_);
  ended_.wait(
      lock, [&] { return task.state_ == PoolTask::State::ended || task.state_ == PoolTask::State::outside; });
}

FollowerPool::BackgroundTurn FollowerPool::background_turn() {
  if (background_.fetch_add(1) >= kMostBackgroundTurns) {
    background_.fetch_sub(1);
    return nullptr;
  }
  return {this, [this](void*) { background_.fetch_sub(1); }};
}

std::size_t FollowerPool::threads() const {
  const MutexLock lock(mutex_);
  return threads_.size();
}

void FollowerPool::serve() {
  MutexLock lock(mutex_);
  while (!closing_) {
    enqueue_due();
    PoolTask* const task = take();
    if (task == nullptr) {
      sleep(lock);
      continue;
    }
    --free_;
    keep_one_free();
    call_another();
    lock.unlock();
    name_this_thread(task->name_);
    const NextPiece next = task->work();
    lock.lock();
    ++free_;
    place(*task, next);
  }
}

PoolTask* FollowerPool::take() {
  PoolTask* const task = first_;
  if (task == nullptr) return nullptr;
  first_ = std::exchange(task->behind_, nullptr);
  task->state_ = PoolTask::State::working;
  task->woken_ = false;
  task->hurried_ = false;
  return task;
}

void FollowerPool::place(PoolTask& task, const NextPiece& next) {
  using How = NextPiece::How;
  if (next.how == How::never) {
    task.state_ = PoolTask::State::ended;
    ended_.notify_all();  // last: who waits may destroy the task
    return;
  }
  const bool at_once = next.how == How::at_once || task.hurried_ || (next.how == How::on_wake && task.woken_);
  if (at_once) return enqueue(task);
  task.state_ = next.how == How::on_wake ? PoolTask::State::waiting : PoolTask::State::resting;
  if (next.until == Time::max()) return;
  task.node_.key() = next.until;
  task.timer_ = timers_.insert(std::move(task.node_));
}

// One call is enough for all that are queued: each thread that takes a task calls another for the rest.
void FollowerPool::enqueue(PoolTask& task) {
  const bool alone = first_ == nullptr;
  task.state_ = PoolTask::State::queued;
  (alone ? first_ : last_->behind_) = &task;
  last_ = &task;
  if (alone) call_another();
}

void FollowerPool::leave_timers(PoolTask& task) {
  if (task.node_.empty()) task.node_ = timers_.extract(task.timer_);
}

void FollowerPool::enqueue_due() {
  const Time now = std::chrono::steady_clock::now();
  while (!timers_.empty() && timers_.begin()->first <= now) {
    PoolTask& task = *timers_.begin()->second;
    leave_timers(task);
    enqueue(task);
  }
}

// Sees to it that a thread takes what is in the queue, and that one sleeps no longer than to the next timer.
void FollowerPool::call_another() noexcept {
  const bool timer = !timers_.empty() && timers_.begin()->first < watched_;
  if (first_ == nullptr && !timer) return;
  if (asleep_ > 0) called_.notify_one();
}

void FollowerPool::begin_thread() {
  threads_.reserve(kMostThreads);
  threads_.emplace_back([this] { serve(); });
  ++free_;
}

void FollowerPool::keep_one_free() noexcept {
  if (free_ > 0 || threads_.size() == kMostThreads || closing_) return;
  try {
    begin_thread();
  } catch (const std::exception&) {
    // The threads that there are do it when they are done with what they have.
  }
}

void FollowerPool::sleep(MutexLock& lock) {
  const Time due = timers_.empty() ? Time::max() : timers_.begin()->first;
  const bool watches = due < watched_;
  if (watches) watched_ = due;
  ++asleep_;
  if (watches) {
    called_.wait_for(lock, due - std::chrono::steady_clock::now());
  } else {
    called_.wait_for(lock, kLongSleep);
  }
  --asleep_;
  if (watches && watched_ == due) watched_ = Time::max();
}

}  // namespace suggestd::follow
