// Slows down who tries again and again: a burst, then one try each time that `every` is over. Nobody is locked.
//
// Memory   a fixed number of cells; each name has one (access/keyed_places.h). Names that share a cell share its
//          tries: with few tries under way that is rare, and nobody can tell from outside who shares with whom.
// Threads  any.
#pragma once

#include <chrono>
#include <cstddef>
#include <string_view>
#include <vector>

#include "access/keyed_places.h"
#include "base/mutex.h"

namespace suggestd::http {

class SlowDown {
 public:
  using Clock = std::chrono::steady_clock;

  SlowDown(int burst, std::chrono::milliseconds every);

  // Takes a try; or the time until there is one again.
  std::chrono::milliseconds take(std::string_view name, Clock::time_point now);
  // The try was none that counts.
  void give_back(std::string_view name);

 private:
  static constexpr std::size_t kCells = 4096;

  const Clock::duration every_;
  const Clock::duration burst_;
  const KeyedPlaces cells_{kCells};

  Mutex mutex_;
  std::vector<Clock::time_point> full_at_
      SUGGESTD_GUARDED_BY(mutex_);  // when all tries of a cell will be back
};

}  // namespace suggestd::http
