#include "base/mutex.h"

#include <chrono>
#include <thread>

#include <catch2/catch.hpp>

namespace suggestd {
namespace {

using namespace std::chrono_literals;

struct Counter {
  Mutex mutex;
  ConditionVariable changed;
  int value SUGGESTD_GUARDED_BY(mutex) = 0;
};

bool is_free(Mutex& mutex) {
  if (!mutex.try_lock()) return false;
  mutex.unlock();
  return true;
}

TEST_CASE("a wait ends when another thread has made its condition true") {
  Counter counter;
  std::thread other([&counter] {
    for (int i = 0; i < 3; ++i) {
      const MutexLock lock(counter.mutex);
      ++counter.value;
      counter.changed.notify_all();
    }
  });
  {
    MutexLock lock(counter.mutex);
    counter.changed.wait(lock, [&]() SUGGESTD_REQUIRES(counter.mutex) { return counter.value == 3; });
    CHECK(counter.value == 3);
  }
  other.join();
}

TEST_CASE("a wait with a time tells whether its condition came true") {
  Counter counter;
  MutexLock lock(counter.mutex);
  const auto ready = [&]() SUGGESTD_REQUIRES(counter.mutex) { return counter.value == 1; };
  CHECK_FALSE(counter.changed.wait_for(lock, 1ms, ready));
  CHECK_FALSE(counter.changed.wait_until(lock, std::chrono::steady_clock::now() + 1ms, ready));
  counter.value = 1;
  CHECK(counter.changed.wait_for(lock, 0ms, ready));
}

TEST_CASE("a lock lets others in between unlock() and lock(), and after its block") {
  Mutex mutex;
  {
    MutexLock lock(mutex);
    lock.unlock();
    std::thread([&mutex] { CHECK(is_free(mutex)); }).join();
    lock.lock();
    std::thread([&mutex] { CHECK_FALSE(is_free(mutex)); }).join();
  }
  CHECK(is_free(mutex));
}

TEST_CASE("shared locks stand beside each other, and keep out an exclusive one") {
  SharedMutex mutex;
  {
    const SharedLock one(mutex);
    std::thread([&mutex] {
      const SharedLock other(mutex);
      CHECK_FALSE(mutex.try_lock());
    }).join();
  }
  const ExclusiveLock lock(mutex);
  std::thread([&mutex] { CHECK_FALSE(mutex.try_lock_shared()); }).join();
}

}  // namespace
}  // namespace suggestd
