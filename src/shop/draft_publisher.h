// Publishes drafts of scenarios at their time, for all shops of a server.
//
// Looks    once a second, by the wall clock: it may be set, and times that went by while the server was off are made up.
//          The drafts are read again only after one was written, or when the next one's time has come.
// Failure  a draft that can't be published (its scenario was changed meanwhile, a filter does not fit any more) loses its
//          time and keeps the reason; one that can't be now, for a full disk or a suspended shop, is tried again.
// Threads  one inside.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <thread>

#include "base/clock.h"
#include "base/mutex.h"
#include "shop/scenario_drafts.h"
#include "store/store.h"

namespace suggestd::shop {

class DraftPublisher {
 public:
  using FindShop = std::function<std::shared_ptr<Shop>(ShopId)>;  // null: it is gone

  // Requires: `store` and `clock` outlive this. Starts no thread where the store is open for reading alone.
  DraftPublisher(store::Store& store, FindShop find_shop, const Clock& clock = machine_clock());
  ~DraftPublisher();
  DraftPublisher(const DraftPublisher&) = delete;
  DraftPublisher& operator=(const DraftPublisher&) = delete;

 private:
  void work();
  void round();
  void publish(Shop& shop, const ScenarioDraft& draft);

  store::Store& store_;
  const FindShop find_shop_;
  const Clock& clock_;

  // The thread's own: what the last look found, so that a round without a change reads nothing.
  std::optional<std::uint64_t> seen_writes_;
  std::optional<Timestamp> next_;

  Mutex mutex_;
  ConditionVariable wake_;
  bool stopping_ SUGGESTD_GUARDED_BY(mutex_) = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace suggestd::shop
