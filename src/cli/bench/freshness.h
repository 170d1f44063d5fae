// The time from an order's answer to a list that shows it.
#pragma once

#include "base/result.h"
#include "cli/bench/loop.h"
#include "cli/bench/workload.h"

namespace suggestd::cli {

// So many newcomers, one after the other: each sees the list for anybody, orders, and asks again and again
// until the list is another one; at consistency "strong" the first one is. Time runs from the order's answer
// to that of the first changed list. Errors: io, also for a list that has not changed after a minute.
Result<LoadResult> run_freshness(const ServerAddress& address, std::size_t newcomers, Workload& workload);

// The same while others order at options.rate. Requires: options.rate > 0.
Result<LoadResult> run_freshness_beside(LoadOptions options, Workload& others, std::size_t newcomers,
                                        Workload& workload);

}  // namespace suggestd::cli
