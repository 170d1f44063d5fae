#include "access/rate_limit.h"

#include <algorithm>

namespace suggestd::http {
namespace {

// Rounds up, so that a client that waits as long as told is let in.
std::chrono::milliseconds to_milliseconds(std::int64_t nanoseconds) {
  return std::chrono::milliseconds((std::max<std::int64_t>(nanoseconds, 0) + 999'999) / 1'000'000);
}

}  // namespace

RateVerdict TokenBucket::take(const RateLimit& limit, std::chrono::steady_clock::time_point now) noexcept {
  const std::int64_t at =
      std::chrono::duration_cast<std::chrono::nanoseconds>(now.time_since_epoch()).count();
  const auto interval = static_cast<std::int64_t>(1e9 / limit.per_second);
  const std::int64_t capacity = interval * limit.burst;
  std::int64_t full_at = full_at_.load(std::memory_order_relaxed);
  for (;;) {
    // No bucket is emptied further than empty, so more than twice that was taken under a limit with a larger bucket.
    // Twice, because a thread may come with a time that is a little old.
    if (full_at - at > 2 * capacity) {
      if (full_at_.compare_exchange_weak(full_at, at + capacity, std::memory_order_relaxed))
        full_at = at + capacity;
      continue;
    }
    const std::int64_t after = std::max(full_at, at) + interval;
    RateVerdict verdict;
    verdict.allowed = after - at <= capacity;
    if (verdict.allowed && !full_at_.compare_exchange_weak(full_at, after, std::memory_order_relaxed))
      continue;
    const std::int64_t used = verdict.allowed ? after - at : full_at - at;
    verdict.remaining = std::max<std::int64_t>((capacity - used) / interval, 0);
    verdict.reset = to_milliseconds(used);
    if (!verdict.allowed) verdict.retry = to_milliseconds(after - at - capacity);
    return verdict;
  }
}

}  // namespace suggestd::http
