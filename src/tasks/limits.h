// The limits of this layer: see base/limit.h. They end a job, or shorten its result.
#pragma once

#include "base/limit.h"

namespace suggestd::limits {

inline constexpr Limit kFeedBytes{"feed.bytes", 1'073'741'824, "bytes", "a feed that is read by its address",
                                  "the job fails"};
inline constexpr Limit kToldRejects{"feed.told_rejects", 50, "rejects", "told one by one by a feed's job",
                                    "it is counted with the others"};

}  // namespace suggestd::limits
