// Findings about a server and a shop at one look: each condition of watch/condition.h is decided here, from facts that
// were gathered before.
//
// Words    name numbers, jobs, consumers and reasons that administrators may read; nothing about people.
// Threads  pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "base/time_zone.h"
#include "jobs/job.h"
#include "shop/shop.h"
#include "store/store.h"
#include "store/tables/consumers.h"
#include "watch/condition.h"
#include "watch/error_rate.h"
#include "watch/shop_memory.h"
#include "watch/thresholds.h"

namespace suggestd::watch {

struct ServerFacts {
  Timestamp started{};  // the process
  Timestamp at{};
  store::StoreCondition condition = {};
  std::uint64_t free_bytes = 0;
  std::uint64_t capacity_bytes = 0;
  bool backups_wanted = false;
  std::optional<Timestamp> last_backup = {};
};

struct ShopFacts {
  Timestamp started{};
  Timestamp at{};
  shop::ShopStatus status = {};
  bool suspended = false;
  TimeZone zone = {};
  bool log_was_read = false;  // up to its head
  std::vector<store::Consumer> consumers = {};
};

std::vector<Finding> server_findings(const ServerFacts& facts, const ErrorRate& errors,
                                     const Thresholds& thresholds);
std::vector<Finding> shop_findings(const ShopFacts& facts, const ShopMemory& memory,
                                   const Thresholds& thresholds);
// Findings about jobs with a schedule, of shops and of the server itself.
std::vector<Finding> job_findings(const std::vector<jobs::Job>& scheduled, Timestamp at,
                                  const Thresholds& thresholds);

}  // namespace suggestd::watch
