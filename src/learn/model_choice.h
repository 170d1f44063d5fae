// The options by which a shop's model is made, which others may change while it learns.
//
// Threads  choose() any; the rest is the learner's own.
#pragma once

#include <atomic>

#include "base/mutex.h"
#include "learn/model_options.h"

namespace suggestd::learn {

class ModelChoice {
 public:
  explicit ModelChoice(const ModelOptions& options) : in_force_(options), chosen_(options) {}

  // The last choice counts.
  void choose(const ModelOptions& options);

  const ModelOptions& in_force() const noexcept { return in_force_; }
  // Whether others have been chosen than those in force.
  bool changed() const noexcept { return changed_.load(std::memory_order_acquire); }
  // Brings the chosen ones into force.
  void take();

 private:
  ModelOptions in_force_;
  std::atomic<bool> changed_{false};
  Mutex mutex_;
  ModelOptions chosen_ SUGGESTD_GUARDED_BY(mutex_);
};

}  // namespace suggestd::learn
