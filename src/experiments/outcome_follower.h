// Keeps a shop's experiments counted: a worker of its own writes exposures down and follows the change log.
//
// Durable  an exposure is on disk some 50 ms after its list, without a sync of its own; a list never waits for it. A kill
//          of the server in between loses it: the visitor, who gets the same variant, counts from their next list.
// Idle     while no run is open it reads no record and keeps nothing of anybody, but for sums.
// Threads  one worker inside; public functions from any thread.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include "base/ids.h"
#include "base/result.h"
#include "experiments/experiment_book.h"
#include "experiments/past_behaviour.h"
#include "follow/follower_condition.h"
#include "store/log/change_log.h"
#include "store/tables/follower_state.h"

namespace suggestd::experiments {

class OutcomeFollower {
 public:
  struct Parts {
    const store::ChangeLog& log;
    store::FollowerState& state;
    Splitter& splitter;
    ExperimentBook& book;
    ReadPast read_past;
    std::function<Timestamp()> clock = now;  // by which windows end
  };

  // Requires: all parts outlive the follower. Errors: those of reading what was kept.
  static Result<std::unique_ptr<OutcomeFollower>> start(ShopId shop, Parts parts);
  ~OutcomeFollower();  // ends after the page at hand
  OutcomeFollower(const OutcomeFollower&) = delete;
  OutcomeFollower& operator=(const OutcomeFollower&) = delete;

  void stop();
  Position applied() const;
  // True once the sums in the store hold this sequence; false if the timeout passed first or the worker has failed.
  bool wait_applied(Sequence sequence, std::chrono::milliseconds timeout) const;
  // Why the worker has stopped, if it has.
  std::optional<Error> failure() const;
  follow::FollowerCondition condition() const;

 private:
  class Worker;
  explicit OutcomeFollower(std::unique_ptr<Worker> worker);
  std::unique_ptr<Worker> worker_;
};

}  // namespace suggestd::experiments
