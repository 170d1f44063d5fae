// Requests that carry an Idempotency-Key (draft-ietf-httpapi-idempotency-key-header-07), so that a client
// that got no answer may send the same request again and have it done once.
//
// Way      a request gets a RepeatToken, which its handler passes on to everything that it writes; the
//          outcomes are kept in the same write (store/commit/repeats.h). A repeat runs the handler again,
//          which finds the kept outcomes and makes the same answer of them, with "Idempotent-Replayed: true".
// Names    a key is known by the shop that the request is for and by the API key that sent it: neither
//          another shop nor another API key meets it.
// Refused  requests leave nothing behind: the key is free, for the same request or another one.
// Threads  any.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <utility>

#include "base/mutex.h"
#include "http/exchange.h"
#include "store/commit/repeats.h"

namespace suggestd::http {

class RepeatedRequests {
 public:
  // Requires: `repeats` outlives it.
  explicit RepeatedRequests(store::Repeats& repeats) : repeats_(repeats) {}

  // Returns the answer of `handle`. Does not call it for a key that can't be read or that the route refuses
  // (400), while another request with the key is under way (409), and if the key was used for another request
  // (422).
  // Requires: an authenticated request, if its route keeps keys.
  Response once(Request& request, const std::function<Response()>& handle);

 private:
  class UnderWay;
  using Name = std::pair<ShopId, std::string>;
  Response run(Request& request, Name name, const std::function<Response()>& handle);

  store::Repeats& repeats_;
  Mutex mutex_;
  std::set<Name> under_way_ SUGGESTD_GUARDED_BY(mutex_);
};

}  // namespace suggestd::http
