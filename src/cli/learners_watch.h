// Tells whether the learners of the shops move: for the watchdog, which has a server that stands still started again.
//
// Moves    a learner for which nothing waits, or that sleeps, or that has shown any sign of work (a record applied,
//          a row solved, an epoch of a training ended) within the last `limit`. One that has failed counts as moving:
//          it says so itself, serves what it had, and a restart would be no cure.
// Threads  of one thread at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>

#include "base/ids.h"
#include "learn/learner.h"

namespace suggestd::cli {

class LearnersWatch {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit LearnersWatch(std::chrono::seconds limit) : limit_(limit) {}

  bool moves(ShopId shop, const learn::LearnerStatus& status, Time now);

 private:
  struct Sign {
    learn::LearnerPhase phase;
    Position applied;
    std::uint64_t waiting_rows;
    double training_progress;
    std::uint64_t begun_anew;
    std::uint64_t records;  // of a model that is made anew, whose lists stand at the old position
    bool operator==(const Sign&) const = default;
  };
  struct Seen {
    Sign sign;
    Time at;
  };

  const std::chrono::seconds limit_;
  std::map<ShopId, Seen> last_;
};

}  // namespace suggestd::cli
