// What handlers may use: the shops behind the door, and the limits they keep to.
//
// Threads  made once before the listeners start; what it points to says its own rule.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "http/rate_limit.h"
#include "store/committer.h"

namespace suggestd::shop {
class Shop;
}  // namespace suggestd::shop

namespace suggestd::store {
class BackupKeeper;
}  // namespace suggestd::store

namespace suggestd::http {

class KeyRing;
class RepeatedRequests;

struct ReadinessCheck {
  std::string name;
  bool good = false;
  std::string detail;
};

// What a write of each kind waits for. Scenarios and keys are always synced.
struct WriteDurability {
  store::Durability orders = store::Durability::synced;
  store::Durability events = store::Durability::synced;
  store::Durability products = store::Durability::synced;
  store::Durability users = store::Durability::synced;
};

struct Services {
  KeyRing* keys = nullptr;
  store::BackupKeeper* backups = nullptr;
  RepeatedRequests* repeated = nullptr;
  std::function<shop::Shop*(std::string_view name)> find_shop;  // null: no such shop
  std::function<std::vector<shop::Shop*>()> all_shops;
  std::function<std::vector<ReadinessCheck>()> readiness;
  RateLimit rate_limit;
  std::size_t max_body_bytes = 0;
  std::size_t max_bulk_lines = 0;
  std::chrono::seconds heartbeat{15};
  std::chrono::milliseconds read_wait{50};
  WriteDurability durability;
  std::atomic<bool> log_requests{false};
  std::atomic<bool> stopping{false};
};

}  // namespace suggestd::http
