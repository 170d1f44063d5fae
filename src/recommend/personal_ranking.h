// For a person: the products that they are expected to want next, by the learned blend
// (recommend/blend_scores.h) or, where the request gives weights or the shop's log has taught none, by the
// fixed sum of the lanes (recommend/lane_scores.h).
#pragma once

#include "learn/snapshot.h"
#include "recommend/ranking.h"
#include "recommend/request.h"
#include "recommend/visitor.h"

namespace suggestd::recommend {

// Null if nothing was learned of the visitor. Requires: both outlive the ranking.
RankingPtr personal_ranking(const learn::Snapshot& snapshot, const Visitor& visitor, const Request& request);

}  // namespace suggestd::recommend
