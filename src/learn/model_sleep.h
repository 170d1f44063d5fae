// Whether a shop's model is in memory: between the learner, which lets it go when nobody asks, and those who ask.
//
// Threads  any.
#pragma once

#include <atomic>
#include <chrono>
#include <optional>

#include "base/mutex.h"

namespace suggestd::learn {

class ModelSleep {
 public:
  // --- For those who ask.
  bool asleep() const noexcept { return asleep_.load(std::memory_order_acquire); }
  // Somebody asks: the model stays a while, or is wanted back.
  void ask() noexcept;
  // False if the time went by first.
  bool wait_awake(std::chrono::microseconds timeout) const;

  // --- For the learner.
  // Whether somebody has asked since the last call.
  bool take_asked() noexcept { return asked_.exchange(false); }
  void fall_asleep() noexcept;
  // Gives the memory that a model which fell asleep has left to the system, kKeepFreeMemory later (learner_pace.h). The
  // time until then; nothing when it is done.
  std::optional<std::chrono::milliseconds> give_memory_back() noexcept;
  // Without effect on one that is awake.
  void wake() noexcept;

 private:
  std::atomic<bool> asked_{false};
  std::atomic<bool> asleep_{false};
  std::optional<std::chrono::steady_clock::time_point>
      slept_at_;  // the learner's own; until its memory was given
  mutable Mutex mutex_;
  mutable ConditionVariable awake_;
};

}  // namespace suggestd::learn
