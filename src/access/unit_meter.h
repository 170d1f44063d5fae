// The units of work that one shop may use: a bucket that its requests empty by what they cost, and that time
// fills again. The unit is that of base/work_budget.h.
//
// Paid     afterwards, because the price of a list is known only when it is made: a request is let in while
//          something is left, and may leave a debt; the next ones wait until it is paid. (Request units of Cosmos
//          DB are told and charged in the same way.)
// Method   the generic cell rate algorithm with cells of different sizes: one number, the time at which the
//          bucket will be full again.
// Threads  any; one compare-and-swap a charge.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

#include "access/rate_limit.h"

namespace suggestd::http {

// The time in which an empty bucket fills: a shop that was idle may use the units of this time at once.
inline constexpr std::chrono::seconds kUnitBurst{10};

class UnitMeter {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // Whether a request may begin. `remaining` is in units. Requires: per_second > 0.
  RateVerdict admit(std::int64_t per_second, Time now) const noexcept;
  // Takes what a request has cost. Requires: per_second > 0.
  void charge(std::uint64_t units, std::int64_t per_second, Time now) noexcept;

 private:
  std::atomic<std::int64_t> full_at_{0};  // steady clock, nanoseconds
};

}  // namespace suggestd::http
