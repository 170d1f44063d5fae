// Answers to requests that carry an Idempotency-Key (draft-ietf-httpapi-idempotency-key-header-07), so that a
// client that got no answer may send the same request again and have it done once.
//
// Kept     for at least a day, on disk, for each API key apart. An answer longer than kLongestKeptAnswer is
//          not kept: the repeat is done again, which the ids of orders, products and events make harmless.
// Crash    between the write and its kept answer, the repeat is done again, as above; a single event without
// an
//          id of its own may then be stored twice.
// Threads  any.
#pragma once

#include <functional>
#include <mutex>
#include <set>
#include <string>

#include "http/exchange.h"
#include "store/meta_table.h"

namespace suggestd::http {

inline constexpr std::size_t kLongestKeptAnswer = std::size_t{64} << 10U;

class RepeatedRequests {
 public:
  // Requires: `meta` outlives it.
  explicit RepeatedRequests(store::MetaTable& meta) : meta_(meta) {}

  // The answer of `handle`, called once for a key; without the header, always. A repeat gets the kept answer
  // with "Idempotent-Replayed: true". 400 for a key that can't be read, 409 while the first request is under
  // way, 422 if the key was used for another request.
  // Requires: an authenticated request.
  Response once(const Request& request, const std::function<Response()>& handle);

 private:
  class UnderWay;
  Response run_first(const std::string& name, std::uint64_t fingerprint,
                     const std::function<Response()>& handle);
  void keep(const std::string& name, std::uint64_t fingerprint, const Response& response);
  void forget_old(std::int64_t today);

  store::MetaTable& meta_;
  std::mutex mutex_;
  std::set<std::string> under_way_;  // guarded by mutex_
  std::int64_t swept_day_ = 0;       // guarded by mutex_
};

}  // namespace suggestd::http
