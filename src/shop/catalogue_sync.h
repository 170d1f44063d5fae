// A full synchronisation of the catalogue: the shop sends all its products, and products that it did not send
// are hidden.
//
// Way      start; send the products, in as many requests as needed; finish. Until then nothing is hidden, and
//          abort leaves no trace but the products that were sent.
// Careful  a product counts as seen when its id was sent, also on a line that was refused. Only products that
//          were there at the start can be hidden: one that another request adds meanwhile stays. A finish
//          that would hide more than `most_hidden` of them is refused until it is confirmed: half a feed must
//          not empty a shop.
// Kept     in memory: a restart, or a day without a request, ends a session; nothing is hidden then. When
//          kMost are open, a new one takes the place of the one that has been idle longest, if that is `idle`
//          or more: so sessions that were forgotten never keep the next one out. The holder of the old one is
//          told so at the next call.
// Threads  any; one session is worked on by one request at a time.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/mutex.h"
#include "base/result.h"
#include "base/time.h"
#include "store/store.h"

namespace suggestd::shop {

struct CatalogueSyncOptions {
  double most_hidden = 0.2;        // share of the products that were there
  std::chrono::seconds idle{300};  // after which a session gives way to a new one
};

struct SyncStart {
  std::string sync_id;
  std::size_t products = 0;  // that may be hidden if they are not sent
};

struct SyncEnd {
  std::size_t seen = 0;      // products sent
  std::size_t products = 0;  // that were there
  std::vector<std::string> to_hide;
};

class CatalogueSyncs {
 public:
  // Requires: `store` outlives this.
  CatalogueSyncs(const store::Store& store, ShopId shop, CatalogueSyncOptions options)
      : store_(store), shop_(shop), options_(options) {}

  // Errors: conflict if kMost sessions are open and none of them is idle; those of reading the catalogue.
  Result<SyncStart> start();
  // Notes the ids on the lines of a body. Errors of this and what follows: not_found for an unknown session.
  Status note(std::string_view sync_id, std::string_view ndjson);
  // The products to be hidden. The session stays until end(), so that a failed write can be tried again.
  // Errors: conflict if it is more than `most_hidden` and not confirmed.
  Result<SyncEnd> plan(std::string_view sync_id, bool confirmed) const;
  Status end(std::string_view sync_id);

  static constexpr std::size_t kMost = 4;

 private:
  struct Session {
    Session(std::unordered_set<std::string> not_hidden, Timestamp begun)
        : there(std::move(not_hidden)), used(begun) {}
    // The last use; nothing while a request works on it.
    std::optional<Timestamp> idle_since();

    Mutex mutex;
    std::unordered_set<std::string> there SUGGESTD_GUARDED_BY(mutex);  // not hidden at the start
    std::unordered_set<std::string> seen SUGGESTD_GUARDED_BY(mutex);
    Timestamp used SUGGESTD_GUARDED_BY(mutex);
  };
  static constexpr std::size_t kGivenUpKept = 64;

  Result<std::shared_ptr<Session>> find(std::string_view sync_id) const;
  void drop_forgotten(Timestamp now) SUGGESTD_REQUIRES(mutex_);
  void give_up_idle(Timestamp now) SUGGESTD_REQUIRES(mutex_);
  Error unknown(std::string_view sync_id) const SUGGESTD_REQUIRES(mutex_);

  const store::Store& store_;
  const ShopId shop_;
  const CatalogueSyncOptions options_;
  mutable Mutex mutex_;
  std::map<std::string, std::shared_ptr<Session>, std::less<>> sessions_ SUGGESTD_GUARDED_BY(mutex_);
  std::deque<std::string> given_up_ SUGGESTD_GUARDED_BY(mutex_);  // ids, the latest last
};

}  // namespace suggestd::shop
