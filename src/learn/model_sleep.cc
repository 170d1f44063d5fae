#include "learn/model_sleep.h"

namespace suggestd::learn {

// Reads first: most requests find it set, and a cache line that is only read stays with every core.
void ModelSleep::ask() noexcept {
  if (!asked_.load(std::memory_order_relaxed)) asked_.store(true);
}

bool ModelSleep::wait_awake(std::chrono::microseconds timeout) const {
  if (!asleep()) return true;
  MutexLock lock(mutex_);
  return awake_.wait_for(lock, timeout, [this] { return !asleep(); });
}

void ModelSleep::fall_asleep() noexcept { asleep_.store(true, std::memory_order_release); }

void ModelSleep::wake() noexcept {
  if (!asleep()) return;
  {
    const MutexLock lock(mutex_);
    asleep_.store(false, std::memory_order_release);
  }
  awake_.notify_all();
}

}  // namespace suggestd::learn
