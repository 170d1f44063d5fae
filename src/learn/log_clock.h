// The time as the log tells it: the latest moment of which a record has spoken.
//
// A moment later than the record's own commit is a wrong clock of the sender and is cut to the commit.
// The landmark of ages (learn/confidence.h) moves only in steps, so that confidences stay as they are
// between two steps. Threads: a plain value.
#pragma once

#include <algorithm>
#include <chrono>

#include "base/time.h"

namespace suggestd::learn {

class LogClock {
 public:
  // Requires: step > 0.
  explicit LogClock(std::chrono::hours step) : step_(step) {}

  // A record committed at `committed` speaks of `at`; returns `at`, cut to the commit.
  Timestamp hear(Timestamp at, Timestamp committed) {
    at = std::min(at, committed);
    latest_ = std::max(latest_, at);
    if (landmark_ == Timestamp{}) landmark_ = at;
    landmark_ += (latest_ - landmark_) / step_ * step_;
    return at;
  }

  Timestamp latest() const noexcept { return latest_; }
  Timestamp landmark() const noexcept { return landmark_; }
  // For a checkpoint.
  void restore(Timestamp latest, Timestamp landmark) { latest_ = latest, landmark_ = landmark; }

 private:
  std::chrono::hours step_;
  Timestamp latest_{};
  Timestamp landmark_{};
};

}  // namespace suggestd::learn
