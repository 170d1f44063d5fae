// The visitors that a shop had lately, from its log: what an experiment can hope to find.
//
// Visitor   an id, of a user or an anonymous visitor, that did or ordered something in the time. Somebody under two ids is
//           two, which is close enough for a plan.
// Reads     the newest kTrafficRecords records, and of them those of the last kTrafficTime.
// Threads   any.
#pragma once

#include <chrono>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "experiments/detectable_effect.h"
#include "records/money.h"
#include "store/log/change_log.h"

namespace suggestd::experiments {

inline constexpr std::uint64_t kTrafficRecords = 50'000;
inline constexpr std::chrono::hours kTrafficTime{24 * 28};

struct RecentTraffic {
  double visitors = 0;
  double days = 0;            // that the records span; at least 1
  Currency currency;          // of most orders, or the one asked for; unknown: there is no order
  Traffic money;              // in minor units of that currency, a visitor in all the days
  Traffic bought;             // 1 for a visitor who bought
  double clickers_a_day = 0;  // visitors who clicked a list
  double clicked_and_bought_a_day = 0;
};

// `currency` unknown: the most usual one. Errors: those of the log.
Result<RecentTraffic> recent_traffic(const store::ChangeLog& log, ShopId shop, Currency currency,
                                     Timestamp now);

}  // namespace suggestd::experiments
