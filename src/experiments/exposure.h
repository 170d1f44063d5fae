// An exposure: the request for a list that gave a visitor their variant. It is the same in every variant, also in one
// that shows nothing. And an interleaved list, which is told with each request.
//
// Threads   plain values; the queue any.
#pragma once

#include <cstdint>

#include "base/time.h"
#include "experiments/experiment.h"
#include "experiments/limits.h"
#include "experiments/shown_list.h"
#include "experiments/waiting_queue.h"
#include "records/person_id.h"

namespace suggestd::experiments {

struct Exposure {
  RunId run{};
  PersonId person;  // a user, or an anonymous visitor
  PersonId also;    // the anonymous id that the same request named beside the user; "" if none
  std::uint8_t variant = 0;
  Timestamp at{};
};

struct InterleavedList {
  RunId run{};
  PersonId person;
  ShownList shown;
};

// From the requests to the follower that writes them down.
using ExposureQueue = WaitingQueue<Exposure, limits::kWaitingExposures.most>;
using ShownListQueue = WaitingQueue<InterleavedList, limits::kWaitingLists.most>;

}  // namespace suggestd::experiments
