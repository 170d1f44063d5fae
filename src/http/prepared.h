// A request between its head and its answer, with all that is held for it meanwhile.
//
// Threads  used by the worker of one connection alone.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "access/key_ring.h"
#include "access/rate_limit.h"
#include "access/sessions.h"
#include "http/exchange.h"
#include "http/shop_terms.h"
#include "http/terms.h"

namespace suggestd::http {

// A request whose body has not been read yet.
struct Prepared {
  Request request;
  std::string request_id;
  std::optional<Response> refusal;            // set: answer with this, the body doesn't matter
  std::optional<RateVerdict> rate;            // of its key
  std::optional<RateVerdict> address_rate;    // of its client's network
  std::shared_ptr<const Terms> terms;         // from its beginning to its end
  std::optional<UnitsOfRequest> units;        // of its shop; nothing: not limited
  std::optional<DayOfRequest> day;            // the same
  std::optional<DayOfRequest> key_day;        // of its key; nothing: it has no quota
  bool waits = false;                         // it follows a feed, and takes long on purpose
  std::uint64_t spent = 0;                    // units of work, of the request's budget
  std::shared_ptr<shop::Shop> shop;           // of the request; held until it is answered
  std::shared_ptr<const KeyRing::Entry> key;  // that the request came with, if it is known
  std::shared_ptr<const SignedIn> signed_in;  // the session that it came with, in place of a key
  std::shared_ptr<const Caller> account;      // whom that session makes the caller, for this route and shop
  std::shared_ptr<const Caller> shopper;      // whose token it came with, if it holds
  std::string traceparent;                    // of the answer; "" if the request carried none
  std::chrono::steady_clock::time_point begin;
};

}  // namespace suggestd::http
