// An exposure: the request for a list that gave a visitor their variant. It is the same in every variant, also in one
// that shows nothing.
//
// Threads   plain values; the queue any.
#pragma once

#include <cstdint>
#include <vector>

#include "base/mutex.h"
#include "base/time.h"
#include "experiments/experiment.h"
#include "records/person_id.h"

namespace suggestd::experiments {

struct Exposure {
  RunId run{};
  PersonId person;  // a user, or an anonymous visitor
  PersonId also;    // the anonymous id that the same request named beside the user; "" if none
  std::uint8_t variant = 0;
  Timestamp at{};
};

// From the requests to the follower that writes them down.
class ExposureQueue {
 public:
  // False if limits::kWaitingExposures wait already.
  bool put(Exposure exposure);
  // All that wait, oldest first, appended to `out`.
  void take(std::vector<Exposure>& out);

 private:
  Mutex mutex_;
  std::vector<Exposure> waiting_ SUGGESTD_GUARDED_BY(mutex_);
};

}  // namespace suggestd::experiments
