// Time that work took: of this thread's processor, which a busy machine disturbs less, and of the clock on
// the wall.
#pragma once

#include <time.h>

namespace suggestd::bench {

struct Spent {
  double processor = 0;  // seconds
  double wall = 0;

  Spent& operator+=(const Spent& other) {
    processor += other.processor;
    wall += other.wall;
    return *this;
  }
};

class Stopwatch {
 public:
  Spent spent() const {
    return {seconds(CLOCK_THREAD_CPUTIME_ID) - begin_.processor, seconds(CLOCK_MONOTONIC) - begin_.wall};
  }

 private:
  static double seconds(clockid_t clock) {
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
  }
  Spent begin_{seconds(CLOCK_THREAD_CPUTIME_ID), seconds(CLOCK_MONOTONIC)};
};

}  // namespace suggestd::bench
