// Whether a shop's model is in memory: between the learner, which lets it go when nobody asks, and those who ask.
//
// Threads  any.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>

#include "base/mutex.h"

namespace suggestd::learn {

class ModelSleep {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit ModelSleep(Time now) : asked_at_(now) {}

  // --- For those who ask.
  bool asleep() const noexcept { return asleep_.load(std::memory_order_acquire); }
  // Somebody asks: the model stays a while, or is wanted back.
  void ask() noexcept;
  // False if the time went by first.
  bool wait_awake(std::chrono::microseconds timeout) const;

  // --- For the learner.
  // The time for which nobody has asked; 0 if somebody has since the last call. It counts from the beginning.
  std::chrono::steady_clock::duration unasked_since(Time now) noexcept;
  void fall_asleep() noexcept;
  // Gives the memory that a model which fell asleep has left to the system, kKeepFreeMemory later (learner_pace.h). The
  // time until then; nothing when it is done.
  std::optional<std::chrono::milliseconds> give_memory_back() noexcept;
  // How long the records that wait may go on doing so, for a model that sleeps (learner_pace.h); nothing: it is to learn
  // them now. Requires: waiting > 0.
  std::optional<std::chrono::milliseconds> doze(std::uint64_t waiting, Time now) noexcept;
  // Without effect on one that is awake.
  void wake() noexcept;

 private:
  std::atomic<bool> asked_{false};
  std::atomic<bool> asleep_{false};
  // The learner's own.
  Time asked_at_;                    // when somebody was seen to have asked
  std::optional<Time> slept_at_;     // until its memory was given
  std::optional<Time> dozes_until_;  // while it sleeps and records wait
  mutable Mutex mutex_;
  mutable ConditionVariable awake_;
};

}  // namespace suggestd::learn
