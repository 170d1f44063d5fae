// How much a product is wanted, forgetting exponentially, comparable between products at any time.
//
// Method   forward decay (Cormode et al. 2009): p = sum of amount * 2^((t - t0) / half life) over what
//          happened at t. All products share t0, so the order of p is the order of what is left at any
//          later moment. Kept as log2 p in double: no overflow in any span of years, no renewal.
// Undo     remove() subtracts what add() added, to rounding; with the count back at 0 the product is as
//          new.
// Threads  plain values.
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>

#include "base/time.h"

namespace suggestd::learn {

class DecayedCount {
 public:
  // Requires: half_life > 0.
  void add(Timestamp at, double amount, std::chrono::hours half_life);
  void remove(Timestamp at, double amount, std::chrono::hours half_life);

  // log2 p; minus infinity if nothing is counted.
  double log2_level() const noexcept { return log2_; }
  // What is left at `now`, in units of one fresh event. Requires: half_life as given to add().
  double left_at(Timestamp now, std::chrono::hours half_life) const;

  std::uint32_t count() const noexcept { return count_; }
  bool operator==(const DecayedCount&) const = default;

  // For the checkpoint.
  static DecayedCount restored(double log2_level, std::uint32_t count) {
    DecayedCount decayed;
    decayed.log2_ = log2_level;
    decayed.count_ = count;
    return decayed;
  }

 private:
  double log2_ = -std::numeric_limits<double>::infinity();
  std::uint32_t count_ = 0;
};

// Reads many counts at one moment. Requires: half_life as given to add().
class DecayClock {
 public:
  DecayClock(Timestamp now, std::chrono::hours half_life);

  // log2 of what is left, in units of one fresh event; minus infinity if nothing is counted.
  double log2_left(const DecayedCount& count) const noexcept { return count.log2_level() - now_; }

 private:
  double now_;
};

}  // namespace suggestd::learn
