// How much a product is wanted, forgetting exponentially, comparable between products at any time.
//
// Method   forward decay (Cormode et al. 2009): p = sum over people of 2^level, a person's level being
//          log2 weight + (time - t0) / half life of what they did (learn/facts/latest_acts.h). All products
//          share t0, so products ordered by p are ordered by the counts that are left at any later moment. Kept
//          as log2 p in double: no overflow and no underflow in any span of years, no renewal.
// Undo     a level can be lowered again, to rounding; with the last person gone the product is as new.
// Threads  plain values.
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>

#include "base/time.h"

namespace suggestd::learn {

// (time - t0) / half life. Requires: half_life > 0.
double decay_exponent(Timestamp at, std::chrono::hours half_life);

class DecayedCount {
 public:
  static constexpr double kNothing = -std::numeric_limits<double>::infinity();

  // Moves one person's level; kNothing: the person did not count before, or does not any more.
  void move(double from, double to);

  // log2 p; kNothing if nobody counts.
  double log2_level() const noexcept { return log2_; }
  // The count that is left at `now`, in units of one fresh act of weight 1.
  double left_at(Timestamp now, std::chrono::hours half_life) const;

  // The people who count.
  std::uint32_t people() const noexcept { return people_; }
  bool operator==(const DecayedCount&) const = default;

  // For the checkpoint.
  static DecayedCount restored(double log2_level, std::uint32_t people) {
    DecayedCount decayed;
    decayed.log2_ = log2_level;
    decayed.people_ = people;
    return decayed;
  }

 private:
  double log2_ = kNothing;
  std::uint32_t people_ = 0;
};

// Reads many counts at one moment. Requires: the half life of their levels.
class DecayClock {
 public:
  DecayClock(Timestamp now, std::chrono::hours half_life) : now_(decay_exponent(now, half_life)) {}

  // log2 of the count that is left, in units of one fresh act; minus infinity if nothing is counted.
  double log2_left(const DecayedCount& count) const noexcept { return count.log2_level() - now_; }

 private:
  double now_;
};

}  // namespace suggestd::learn
