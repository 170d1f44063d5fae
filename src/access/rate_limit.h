// Token bucket for one key, by the generic cell rate algorithm (ITU-T I.371, annex A): the bucket is one
// number, the time at which it will be full again.
//
// Threads  any; one compare-and-swap a request.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace suggestd::http {

struct RateLimit {
  double per_second = 0;  // 0: no limit
  std::int64_t burst = 1;
};

struct RateVerdict {
  bool allowed = true;
  std::int64_t remaining = 0;          // requests that may follow at once
  std::chrono::milliseconds reset{0};  // until the bucket is full again
  std::chrono::milliseconds retry{0};  // until one more is allowed; 0 if `allowed`
};

class TokenBucket {
 public:
  // Takes one token at `now`. The limit may change between two calls: what was taken counts as the time that it
  // took then, and as a full bucket of the new limit at most. Requires: limit.per_second > 0, limit.burst >= 1.
  RateVerdict take(const RateLimit& limit, std::chrono::steady_clock::time_point now) noexcept;

 private:
  std::atomic<std::int64_t> full_at_{0};  // steady clock, nanoseconds
};

}  // namespace suggestd::http
