// Measures the time from an order's answer to a list that shows it.
//
// Threads  one, and one more beside it for the orders of others.
#pragma once

#include "base/result.h"
#include "cli/bench/loop.h"
#include "cli/bench/workload.h"

namespace suggestd::cli {

// Runs `newcomers` newcomers one after the other: each sees the list for anybody, orders, and asks again
// until the list is another one; at consistency "strong" the first list is. Time runs from the answer to the
// order to the answer with the first changed list. Errors: io, also for a list that has not changed after a
// minute.
Result<LoadResult> run_freshness(const ServerAddress& address, std::size_t newcomers, Workload& workload);

// The same while others order at options.rate; those refused are the others'. Requires: options.rate > 0.
Result<LoadResult> run_freshness_beside(LoadOptions options, Workload& others, std::size_t newcomers,
                                        Workload& workload);

}  // namespace suggestd::cli
