// The time that a worker schedules by, as something that it is given: a test gives one that it turns itself, and need not
// wait for a day to see what a day brings.
//
// Threads  any.
#pragma once

#include <chrono>

#include "base/time.h"

namespace suggestd {

class Clock {
 public:
  virtual ~Clock() = default;
  // For intervals: never goes back, and is not set by anybody.
  virtual std::chrono::steady_clock::time_point steady() const = 0;
  // For moments that are stored or told.
  virtual Timestamp wall() const = 0;
};

// The machine's own clocks.
const Clock& machine_clock();

}  // namespace suggestd
