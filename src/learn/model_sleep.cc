#include "learn/model_sleep.h"

#include "base/memory.h"
#include "learn/learner_pace.h"

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

std::chrono::steady_clock::duration ModelSleep::unasked_since(Time now) noexcept {
  if (asked_.exchange(false)) asked_at_ = now;
  return now - asked_at_;
}

std::optional<std::chrono::milliseconds> ModelSleep::doze(std::uint64_t waiting, Time now) noexcept {
  if (!dozes_until_) dozes_until_ = now + pace::kLongestDoze;
  if (waiting >= pace::kMostDozingRecords || now >= *dozes_until_) return std::nullopt;
  return std::chrono::ceil<std::chrono::milliseconds>(*dozes_until_ - now);
}

void ModelSleep::fall_asleep() noexcept {
  dozes_until_.reset();
  slept_at_ = std::chrono::steady_clock::now();
  asleep_.store(true, std::memory_order_release);
}

std::optional<std::chrono::milliseconds> ModelSleep::give_memory_back() noexcept {
  if (!slept_at_) return std::nullopt;
  const auto left = *slept_at_ + pace::kKeepFreeMemory - std::chrono::steady_clock::now();
  if (left.count() > 0) return std::chrono::ceil<std::chrono::milliseconds>(left);
  give_back_memory(*slept_at_);
  slept_at_.reset();
  return std::nullopt;
}

void ModelSleep::wake() noexcept {
  if (!asleep()) return;
  {
    const MutexLock lock(mutex_);
    asleep_.store(false, std::memory_order_release);
  }
  awake_.notify_all();
}

}  // namespace suggestd::learn
