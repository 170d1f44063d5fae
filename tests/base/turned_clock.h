// A clock that stands still until a test turns it.
//
// Threads  any.
#pragma once

#include <atomic>
#include <chrono>

#include "base/clock.h"

namespace suggestd {

class TurnedClock final : public Clock {
 public:
  std::chrono::steady_clock::time_point steady() const override {
    return std::chrono::steady_clock::time_point(
        std::chrono::duration_cast<std::chrono::steady_clock::duration>(gone_.load()));
  }
  Timestamp wall() const override { return begun_ + gone_.load() + leapt_.load(); }

  // Time goes by.
  void turn(std::chrono::microseconds time) { gone_ = gone_.load() + time; }
  // Somebody sets the wall clock.
  void leap(std::chrono::microseconds time) { leapt_ = leapt_.load() + time; }

 private:
  const Timestamp begun_ = now() - std::chrono::hours(1);
  std::atomic<std::chrono::microseconds> gone_{std::chrono::hours(1)};  // the machine has been on for an hour
  std::atomic<std::chrono::microseconds> leapt_{std::chrono::microseconds(0)};
};

}  // namespace suggestd
