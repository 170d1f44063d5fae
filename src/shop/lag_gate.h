// The wait of a writer for a learner that is further behind than the bound on staleness allows.
//
// Estimate the largest of three times: the time that the learner takes for the records beyond the bound; the
// age of the oldest record beyond the bound, since the learner will hardly catch up in less; and the time
// since its last publication while records wait, as during a training on a busy machine.
// Threads  pure.
#pragma once

#include <chrono>
#include <cstdint>

#include "shop/consistency.h"

namespace suggestd::shop {

struct LearnerLag {
  std::uint64_t records = 0;            // that it has not applied
  std::chrono::milliseconds age{0};     // of the oldest of them
  std::chrono::milliseconds silent{0};  // since its newest snapshot, while they waited
  double microseconds_a_record = 0;     // of its late work
};

bool within(const StalenessBound& bound, const LearnerLag& lag);
StalenessBound half_of(const StalenessBound& bound);

// 0: within the bound.
std::chrono::milliseconds wait_for_learner(const StalenessBound& bound, const LearnerLag& lag);

}  // namespace suggestd::shop
