#include "learn/model_choice.h"

namespace suggestd::learn {

void ModelChoice::choose(const ModelOptions& options) {
  const MutexLock lock(mutex_);
  chosen_ = options;
  changed_.store(true, std::memory_order_release);
}

void ModelChoice::take() {
  const MutexLock lock(mutex_);
  changed_.store(false, std::memory_order_relaxed);
  in_force_ = chosen_;
}

}  // namespace suggestd::learn
