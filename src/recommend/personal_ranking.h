// For a person: the products that the lanes expect them to want next.
#pragma once

#include "learn/snapshot.h"
#include "recommend/lane_scores.h"
#include "recommend/ranking.h"
#include "recommend/visitor.h"

namespace suggestd::recommend {

// Null if nothing was learned of the visitor. Requires: both outlive the ranking.
RankingPtr personal_ranking(const learn::Snapshot& snapshot, const Visitor& visitor,
                            const BlendWeights& weights);

}  // namespace suggestd::recommend
