#include "follow/follower_pool.h"

#include <catch2/catch.hpp>

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "base/mutex.h"
#include "base/this_thread.h"

namespace suggestd::follow {
namespace {

using How = NextPiece::How;
constexpr std::chrono::seconds kLong{30};

std::chrono::steady_clock::time_point from_now(std::chrono::milliseconds time) {
  return std::chrono::steady_clock::now() + time;
}

class Task final : public PoolTask {
 public:
  explicit Task(std::function<NextPiece(int)> piece) : PoolTask("task"), piece_(std::move(piece)) {}
  NextPiece work() noexcept override { return piece_(pieces_++); }
  int pieces() const { return pieces_; }

 private:
  std::function<NextPiece(int)> piece_;
  std::atomic<int> pieces_{0};
};

// Something that happens once, in another thread.
class Signal {
 public:
  void give() {
    {
      const MutexLock lock(mutex_);
      given_ = true;
    }
    changed_.notify_all();
  }
  bool wait(std::chrono::milliseconds time = kLong) {
    MutexLock lock(mutex_);
    return changed_.wait_for(lock, time, [this]() SUGGESTD_REQUIRES(mutex_) { return given_; });
  }

 private:
  Mutex mutex_;
  ConditionVariable changed_;
  bool given_ SUGGESTD_GUARDED_BY(mutex_) = false;
};

TEST_CASE("a task is called until it has ended") {
  FollowerPool pool;
  Task task([](int piece) { return NextPiece{piece == 2 ? How::never : How::at_once}; });
  pool.wait_for_end(task);  // it was not added yet
  CHECK(task.pieces() == 0);
  pool.add(task);
  pool.wait_for_end(task);
  CHECK(task.pieces() == 3);
}

TEST_CASE("a thousand tasks that wait need few threads, and each is woken") {
  FollowerPool pool;
  std::atomic<int> woken{0};
  std::vector<std::unique_ptr<Task>> tasks;
  for (int i = 0; i < 1'000; ++i) {
    tasks.push_back(std::make_unique<Task>([&](int piece) {
      if (piece == 0) return NextPiece{How::on_wake};
      ++woken;
      return NextPiece{How::never};
    }));
    pool.add(*tasks.back());
  }
  while (std::any_of(tasks.begin(), tasks.end(), [](const auto& task) { return task->pieces() == 0; }))
    std::this_thread::yield();
  CHECK(pool.threads() <= FollowerPool::kMostThreads);
  CHECK(woken == 0);
  for (const auto& task : tasks) pool.wake(*task);
  for (const auto& task : tasks) pool.wait_for_end(*task);
  CHECK(woken == 1'000);
}

TEST_CASE("a wake while the task works is not lost") {
  FollowerPool pool;
  Signal working;
  Signal go_on;
  Task task([&](int piece) {
    if (piece > 0) return NextPiece{How::never};
    working.give();
    go_on.wait();
    return NextPiece{How::on_wake};
  });
  pool.add(task);
  REQUIRE(working.wait());
  pool.wake(task);
  go_on.give();
  pool.wait_for_end(task);
  CHECK(task.pieces() == 2);
}

TEST_CASE("a wait ends at its time, and a rest neither before it nor by a wake") {
  FollowerPool pool;
  const How how = GENERATE(How::on_wake, How::rested);
  const auto begin = std::chrono::steady_clock::now();
  Task task([&](int piece) {
    return piece == 0 ? NextPiece{how, from_now(std::chrono::milliseconds(100))} : NextPiece{How::never};
  });
  pool.add(task);
  while (task.pieces() == 0) std::this_thread::yield();
  if (how == How::rested) pool.wake(task);
  pool.wait_for_end(task);
  CHECK(std::chrono::steady_clock::now() - begin >= std::chrono::milliseconds(100));
}

TEST_CASE("hurry ends a rest") {
  FollowerPool pool;
  Task task([](int piece) {
    return piece == 0 ? NextPiece{How::rested, from_now(std::chrono::hours(1))} : NextPiece{How::never};
  });
  pool.add(task);
  while (task.pieces() == 0) std::this_thread::yield();
  pool.hurry(task);
  pool.wait_for_end(task);
  CHECK(task.pieces() == 2);
}

TEST_CASE("tasks whose pieces take long do not keep others from theirs") {
  FollowerPool pool;
  Signal go_on;
  std::vector<std::unique_ptr<Task>> slow;
  for (std::size_t i = 0; i < FollowerPool::kMostBackgroundTurns; ++i) {
    slow.push_back(std::make_unique<Task>([&](int) {
      go_on.wait();
      return NextPiece{How::never};
    }));
    pool.add(*slow.back());
  }
  Task timed([](int piece) {
    return piece == 0 ? NextPiece{How::on_wake, from_now(std::chrono::milliseconds(5))}
                      : NextPiece{How::never};
  });
  pool.add(timed);
  pool.wait_for_end(timed);
  CHECK(std::all_of(slow.begin(), slow.end(), [](const auto& task) { return task->pieces() <= 1; }));
  go_on.give();
  for (const auto& task : slow) pool.wait_for_end(*task);
}

TEST_CASE("more tasks than threads take turns") {
  FollowerPool pool;
  std::vector<std::unique_ptr<Task>> tasks;
  for (std::size_t i = 0; i < 3 * FollowerPool::kMostThreads; ++i) {
    tasks.push_back(
        std::make_unique<Task>([](int piece) { return NextPiece{piece == 50 ? How::never : How::at_once}; }));
    pool.add(*tasks.back());
  }
  for (const auto& task : tasks) pool.wait_for_end(*task);
  CHECK(pool.threads() <= FollowerPool::kMostThreads);
}

TEST_CASE("who asks with a low priority does not hand it on") {
  FollowerPool pool;
  const int own = ::getpriority(PRIO_PROCESS, 0);
  Signal all_work;
  std::atomic<int> working{0};
  std::array<std::atomic<int>, 4> priorities{};
  std::vector<std::unique_ptr<Task>> tasks;
  for (std::atomic<int>& priority : priorities) {
    tasks.push_back(std::make_unique<Task>([&](int) {
      priority = ::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()));
      if (++working == 4) all_work.give();
      all_work.wait();  // so that each needs a thread of its own
      return NextPiece{How::never};
    }));
  }
  std::thread([&] {
    let_other_threads_go_first();
    for (const auto& task : tasks) pool.add(*task);
  }).join();
  for (const auto& task : tasks) pool.wait_for_end(*task);
  for (const std::atomic<int>& priority : priorities) CHECK(priority == own);
}

TEST_CASE("background turns are given back") {
  FollowerPool pool;
  std::vector<FollowerPool::BackgroundTurn> turns;
  for (std::size_t i = 0; i < FollowerPool::kMostBackgroundTurns; ++i) {
    turns.push_back(pool.background_turn());
    REQUIRE(turns.back() != nullptr);
  }
  CHECK(pool.background_turn() == nullptr);
  turns.pop_back();
  CHECK(pool.background_turn() != nullptr);
}

TEST_CASE("the pool of the process is one, for as long as somebody holds it") {
  const std::shared_ptr<FollowerPool> pool = FollowerPool::of_process();
  CHECK(FollowerPool::of_process() == pool);
}

}  // namespace
}  // namespace suggestd::follow
