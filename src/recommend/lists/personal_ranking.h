// The products that a person is expected to want next, by the learned blend (recommend/scores/learned_scores.h)
// or, if the request gives weights or the shop's log has taught no blend, by the fixed sum of the lanes
// (recommend/scores/lane_scores.h).
//
// Threads  as a Ranking.
#pragma once

#include "learn/snapshot.h"
#include "recommend/lists/ranking.h"
#include "recommend/request.h"
#include "recommend/visitor.h"

namespace suggestd::recommend {

// Null if nothing was learned of the visitor. Requires: both outlive the ranking.
RankingPtr personal_ranking(const learn::Snapshot& snapshot, const Visitor& visitor, const Request& request);

}  // namespace suggestd::recommend
