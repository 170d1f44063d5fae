#include "access/slow_down.h"

#include <algorithm>

#include "base/mutex.h"

namespace suggestd::http {

SlowDown::SlowDown(int burst, std::chrono::milliseconds every)
    : every_(every), burst_(every_ * burst), full_at_(kCells) {}

std::chrono::milliseconds SlowDown::take(std::string_view name, Clock::time_point now) {
  const MutexLock lock(mutex_);
  Clock::time_point& full_at = full_at_[cells_.of(name)];
  const Clock::time_point after = std::max(full_at, now) + every_;
  if (after - now > burst_) return std::chrono::ceil<std::chrono::milliseconds>(after - now - burst_);
  full_at = after;
  return std::chrono::milliseconds(0);
}

void SlowDown::give_back(std::string_view name) {
  const MutexLock lock(mutex_);
  full_at_[cells_.of(name)] -= every_;
}

}  // namespace suggestd::http
