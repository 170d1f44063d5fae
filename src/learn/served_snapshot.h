// The snapshot that lists are made from, and its age.
//
// Threads  show() and drop() the learner's own; the rest any.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <utility>

#include "base/clock.h"
#include "base/published.h"
#include "learn/snapshot.h"

namespace suggestd::learn {

class ServedSnapshot {
 public:
  // Requires: `clock` outlives this.
  explicit ServedSnapshot(const Clock& clock) : clock_(clock) {}

  // Null before the first, and while the model sleeps.
  std::shared_ptr<const Snapshot> load() const { return snapshot_.load(); }
  void show(std::shared_ptr<const Snapshot> snapshot) {
    snapshot_.store(std::move(snapshot));
    shown_at_.store(clock_.steady().time_since_epoch().count());
  }
  void drop() { snapshot_.store(nullptr); }

  // The time since the last was shown.
  std::chrono::milliseconds age() const {
    const auto age =
        clock_.steady().time_since_epoch() - std::chrono::steady_clock::duration(shown_at_.load());
    return std::chrono::duration_cast<std::chrono::milliseconds>(age);
  }

 private:
  const Clock& clock_;
  Published<Snapshot> snapshot_;
  std::atomic<std::chrono::steady_clock::rep> shown_at_{0};
};

}  // namespace suggestd::learn
