// The place where the learner tells of itself: written by its pieces of work, read by anyone.
//
// Threads  any.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

#include "base/ids.h"
#include "base/mutex.h"
#include "learn/learner_status.h"

namespace suggestd::learn {

class LearnedShop;
class SetAside;
struct Snapshot;

class StatusBoard {
 public:
  // Without lag and failure, which stand elsewhere.
  LearnerStatus read() const;

  void set_phase(LearnerPhase phase);
  void note_begun_anew();
  void note_aside(const SetAside& aside);
  void note_training(double progress);
  void note_score(const std::optional<OrderScore>& score);
  void note_cost(std::size_t records, std::chrono::steady_clock::duration time);
  void note_published(const LearnedShop& model, const Snapshot& snapshot, bool caught_up);
  // Lets go of what is large.
  void note_asleep();

 private:
  void note_unlikely(const LearnedShop& model, const Snapshot& snapshot) SUGGESTD_REQUIRES(mutex_);

  mutable Mutex mutex_;
  LearnerStatus status_ SUGGESTD_GUARDED_BY(mutex_);
};

}  // namespace suggestd::learn
