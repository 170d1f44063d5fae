#include "experiments/exposure.h"

#include <iterator>
#include <utility>

#include "base/mutex.h"
#include "experiments/limits.h"

namespace suggestd::experiments {

bool ExposureQueue::put(Exposure exposure) {
  const MutexLock lock(mutex_);
  if (waiting_.size() >= limits::kWaitingExposures.most) return false;
  waiting_.push_back(std::move(exposure));
  return true;
}

void ExposureQueue::take(std::vector<Exposure>& out) {
  std::vector<Exposure> taken;
  {
    const MutexLock lock(mutex_);
    taken.swap(waiting_);
  }
  out.insert(out.end(), std::make_move_iterator(taken.begin()), std::make_move_iterator(taken.end()));
}

}  // namespace suggestd::experiments
