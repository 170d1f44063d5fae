// Keeps the facts beside the model (side_facts.h) current, and takes erased people out of the uploaded lists: a
// follower of the shop's log.
//
// Reads    the latest versions of things, so that it can begin at any time, whatever retention has taken.
// Durable  rows and position are one write. A list loses an erased person before the position goes beyond the
//          erasure's record, so that the erasure's receipt waits for it.
// Threads  one worker inside; public functions from any thread.
#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include "base/ids.h"
#include "base/result.h"
#include "follow/follower_condition.h"
#include "segments/member_lists.h"
#include "segments/side_facts.h"
#include "store/log/change_log.h"
#include "store/tables/follower_state.h"

namespace suggestd::segments {

class SideFactsFollower {
 public:
  // Requires: all outlive the follower. Errors: those of reading the last position.
  static Result<std::unique_ptr<SideFactsFollower>> start(ShopId shop, const store::ChangeLog& log,
                                                          store::FollowerState& state, MemberLists& lists);
  ~SideFactsFollower();  // ends after the page at hand
  SideFactsFollower(const SideFactsFollower&) = delete;
  SideFactsFollower& operator=(const SideFactsFollower&) = delete;

  void stop();
  // The newest facts; never null.
  std::shared_ptr<const SideFacts> facts() const;
  // True once they hold this sequence; false if the timeout passed first or the worker has failed.
  bool wait_applied(Sequence sequence, std::chrono::milliseconds timeout) const;
  // Why the worker has stopped, if it has.
  std::optional<Error> failure() const;
  follow::FollowerCondition condition() const;

 private:
  class Worker;
  explicit SideFactsFollower(std::unique_ptr<Worker> worker);
  std::unique_ptr<Worker> worker_;
};

}  // namespace suggestd::segments
