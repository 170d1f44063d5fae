// The part of the configuration that each request keeps to: limits, waits, durability, what is logged.
//
// Reload   an immutable object, replaced as a whole when the configuration is reloaded. A request takes one when it
//          begins and keeps it to its end, so that it never sees half of a change.
// Threads  plain values.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "access/rate_limit.h"
#include "base/work_budget.h"
#include "http/forwarded.h"
#include "store/commit/committer.h"

namespace suggestd::http {

// The durability that a write of each kind waits for. Scenarios and keys are always synced.
struct WriteDurability {
  store::Durability orders = store::Durability::synced;
  store::Durability events = store::Durability::synced;
  store::Durability products = store::Durability::synced;
  store::Durability users = store::Durability::synced;
};

struct Terms {
  RateLimit rate_limit;                 // of a key
  RateLimit address_rate_limit;         // of a client's network
  std::size_t address_connections = 0;  // that one client's network may hold; 0: no limit
  ProxyTrust proxies;
  std::int64_t units_per_second = 0;         // of a shop whose settings name none; 0: no limit
  std::int64_t server_units_per_second = 0;  // of all shops together; 0: no limit
  std::size_t max_bulk_lines = 100'000;
  WorkBudget::Limits budget;  // of one request
  std::chrono::seconds heartbeat{15};
  std::chrono::milliseconds read_wait{50};
  WriteDurability durability;
  bool log_requests = false;
  std::chrono::milliseconds slow_request{0};  // one that took longer is logged; 0: none is
  std::int64_t units_per_day = 0;             // of a shop whose settings name none; 0: no limit
  bool registration_open = false;             // anybody may register, with a shop of their own
  std::size_t registered_shops = 0;           // the most that were made so
};

}  // namespace suggestd::http
