#include "access/slow_down.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "base/secret.h"

namespace suggestd::http {

SlowDown::SlowDown(int burst, std::chrono::milliseconds every)
    : every_(every), burst_(every_ * burst), full_at_(kCells) {
  fill_random(secret_);
}

SlowDown::Clock::time_point& SlowDown::cell_of(std::string_view name) {
  std::string keyed(secret_.begin(), secret_.end());
  keyed += name;
  std::uint32_t number = 0;
  std::memcpy(&number, sha256(keyed).data(), sizeof number);
  return full_at_[number % kCells];
}

std::chrono::milliseconds SlowDown::take(std::string_view name, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  Clock::time_point& full_at = cell_of(name);
  const Clock::time_point after = std::max(full_at, now) + every_;
  if (after - now > burst_) return std::chrono::ceil<std::chrono::milliseconds>(after - now - burst_);
  full_at = after;
  return std::chrono::milliseconds(0);
}

void SlowDown::give_back(std::string_view name) {
  const std::lock_guard lock(mutex_);
  cell_of(name) -= every_;
}

}  // namespace suggestd::http
