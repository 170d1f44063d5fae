// The limits of this layer: see base/limit.h. They end a job, shorten its result, or bound a parameter.
#pragma once

#include "base/limit.h"

namespace suggestd::limits {

inline constexpr Limit kFeedBytes{"feed.bytes", 1'073'741'824, "bytes", "a feed that is read by its address",
                                  "the job fails"};
inline constexpr Limit kToldRejects{"feed.told_rejects", 50, "rejects", "told one by one by a feed's job",
                                    "it is counted with the others"};

inline constexpr Limit kEvaluationOrders{"evaluation.orders", 200'000, "orders",
                                         "that an evaluation learns and predicts",
                                         "400 that names /parameters/orders"};
inline constexpr Limit kEvaluationLines{"evaluation.lines", 4'000'000, "lines",
                                        "of the orders of one evaluation", "the oldest orders are left out"};

}  // namespace suggestd::limits
