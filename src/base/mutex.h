// Mutexes that Clang checks: a field read or written without its mutex does not compile in a build by Clang.
//
// Idea     std::mutex and its kin, told to Clang's analysis (Clang's manual, "Thread Safety Analysis"). A field says
//          which mutex guards it (SUGGESTD_GUARDED_BY), a function which mutex its caller holds (SUGGESTD_REQUIRES).
//          GCC sees empty macros. The build by Clang is the fuzzers' (`scripts/test --only fuzz`); there as everywhere
//          warnings are errors. scripts/check-style asks that other files name no std::mutex.
// Limits   A lock that is handed on, or kept in an object, is beyond the analysis: there stands a std::unique_lock or
//          std::shared_lock over these types. The body of a function that is marked SUGGESTD_UNCHECKED is not looked at.
// Threads  all of it: any.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <shared_mutex>
#include <utility>

#if defined(__clang__)
#define SUGGESTD_THREADS(attribute) __attribute__((attribute))
#else
#define SUGGESTD_THREADS(attribute)
#endif

// A field that is used only while the mutex is held. Each field that a mutex guards says so: of the others Clang checks
// nothing.
#define SUGGESTD_GUARDED_BY(mutex) SUGGESTD_THREADS(guarded_by(mutex))
// A function or a lambda whose caller holds the mutex; one whose caller must not hold it;
// one that the analysis does not look into.
#define SUGGESTD_REQUIRES(...) SUGGESTD_THREADS(requires_capability(__VA_ARGS__))
#define SUGGESTD_EXCLUDES(...) SUGGESTD_THREADS(locks_excluded(__VA_ARGS__))
#define SUGGESTD_UNCHECKED SUGGESTD_THREADS(no_thread_safety_analysis)

namespace suggestd {

class SUGGESTD_THREADS(capability("mutex")) Mutex {
 public:
  void lock() SUGGESTD_THREADS(acquire_capability()) { mutex_.lock(); }
  bool try_lock() SUGGESTD_THREADS(try_acquire_capability(true)) { return mutex_.try_lock(); }
  void unlock() SUGGESTD_THREADS(release_capability()) { mutex_.unlock(); }

 private:
  friend class MutexLock;
  std::mutex mutex_;
};

class SUGGESTD_THREADS(capability("mutex")) SharedMutex {
 public:
  void lock() SUGGESTD_THREADS(acquire_capability()) { mutex_.lock(); }
  bool try_lock() SUGGESTD_THREADS(try_acquire_capability(true)) { return mutex_.try_lock(); }
  void unlock() SUGGESTD_THREADS(release_capability()) { mutex_.unlock(); }
  void lock_shared() SUGGESTD_THREADS(acquire_shared_capability()) { mutex_.lock_shared(); }
  bool try_lock_shared() SUGGESTD_THREADS(try_acquire_shared_capability(true)) {
    return mutex_.try_lock_shared();
  }
  void unlock_shared() SUGGESTD_THREADS(release_shared_capability()) { mutex_.unlock_shared(); }

 private:
  std::shared_mutex mutex_;
};

// Holds a mutex from here to the end of the block, but between unlock() and lock().
class SUGGESTD_THREADS(scoped_lockable) MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) SUGGESTD_THREADS(acquire_capability(mutex)) : held_(mutex.mutex_) {}
  ~MutexLock() SUGGESTD_THREADS(release_capability()) {}
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

  void unlock() SUGGESTD_THREADS(release_capability()) { held_.unlock(); }
  void lock() SUGGESTD_THREADS(acquire_capability()) { held_.lock(); }

 private:
  friend class ConditionVariable;
  std::unique_lock<std::mutex> held_;
};

class SUGGESTD_THREADS(scoped_lockable) ExclusiveLock {
 public:
  explicit ExclusiveLock(SharedMutex& mutex) SUGGESTD_THREADS(acquire_capability(mutex)) : mutex_(mutex) {
    mutex.lock();
  }
  ~ExclusiveLock() SUGGESTD_THREADS(release_capability()) { mutex_.unlock(); }
  ExclusiveLock(const ExclusiveLock&) = delete;
  ExclusiveLock& operator=(const ExclusiveLock&) = delete;

 private:
  SharedMutex& mutex_;
};

class SUGGESTD_THREADS(scoped_lockable) SharedLock {
 public:
  explicit SharedLock(SharedMutex& mutex) SUGGESTD_THREADS(acquire_shared_capability(mutex)) : mutex_(mutex) {
    mutex.lock_shared();
  }
  ~SharedLock() SUGGESTD_THREADS(release_generic_capability()) { mutex_.unlock_shared(); }
  SharedLock(const SharedLock&) = delete;
  SharedLock& operator=(const SharedLock&) = delete;

 private:
  SharedMutex& mutex_;
};

// Wakes threads that wait for a change of what a Mutex guards. The predicates say SUGGESTD_REQUIRES(that mutex), since
// Clang looks at a lambda by itself; that they are called with the mutex held is so by the lock that they are given with.
class ConditionVariable {
 public:
  void notify_one() { changed_.notify_one(); }
  void notify_all() { changed_.notify_all(); }

  void wait_for(MutexLock& lock, std::chrono::steady_clock::duration time) SUGGESTD_UNCHECKED {
    changed_.wait_for(lock.held_, time);
  }
  template <class Predicate>
  void wait(MutexLock& lock, Predicate until) SUGGESTD_UNCHECKED {
    changed_.wait(lock.held_, std::move(until));
  }
  // False if the time went by first.
  template <class Rep, class Period, class Predicate>
  bool wait_for(MutexLock& lock, std::chrono::duration<Rep, Period> time,
                Predicate until) SUGGESTD_UNCHECKED {
    return changed_.wait_for(lock.held_, time, std::move(until));
  }
  template <class Clock, class Duration, class Predicate>
  bool wait_until(MutexLock& lock, std::chrono::time_point<Clock, Duration> time,
                  Predicate until) SUGGESTD_UNCHECKED {
    return changed_.wait_until(lock.held_, time, std::move(until));
  }

 private:
  std::condition_variable changed_;
};

}  // namespace suggestd
