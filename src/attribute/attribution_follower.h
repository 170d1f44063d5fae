// Keeps a shop's attribution current: a worker of its own follows the change log, so that reports never wait
// for the learner.
//
// Durable  totals and the position that they have applied are written in one batch; a crash loses neither a
//          record nor counts one twice. After a restore of the store it goes on from where the totals stand.
// Threads  one worker inside; public functions from any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

#include "attribute/attribution.h"
#include "base/ids.h"
#include "base/result.h"
#include "follow/follower_condition.h"
#include "store/log/change_log.h"
#include "store/tables/follower_state.h"

namespace suggestd::shop {

class AttributionFollower {
 public:
  // Requires: all outlive the follower. Errors: those of reading the last position.
  static Result<std::unique_ptr<AttributionFollower>> start(ShopId shop, const store::ChangeLog& log,
                                                            store::FollowerState& state,
                                                            const RecommendationIds& ids,
                                                            AttributionOptions options);
  ~AttributionFollower();  // ends after the page at hand
  AttributionFollower(const AttributionFollower&) = delete;
  AttributionFollower& operator=(const AttributionFollower&) = delete;

  // Ends after the page at hand; what it made stays as it is.
  void stop();
  Position applied() const;
  // True once the totals in the store hold this sequence; false if the timeout passed first or the worker
  // has failed.
  bool wait_applied(Sequence sequence, std::chrono::milliseconds timeout) const;
  // Why the worker has stopped, if it has.
  std::optional<Error> failure() const;
  follow::FollowerCondition condition() const;

 private:
  class Worker;
  explicit AttributionFollower(std::unique_ptr<Worker> worker);
  std::unique_ptr<Worker> worker_;
};

}  // namespace suggestd::shop
