// What a score of the learned blend is made of.
//
// Parts    add up to the score (model/blend_features.h).
// Sources  a part of a lane is no sum over past products, for it grows with the logarithm of the lane's own
//          score too. That score is such a sum: of the factors, by recommend/factor_shares.h; of the sparse
//          lanes, by the rows of the past products (recommend/touched_lanes.h). Both exact, but that a
//          person's stored vector may be a little older than the product vectors that its shares are made
//          from.
// Threads  pure.
#pragma once

#include <vector>

#include "base/ids.h"
#include "learn/snapshot.h"
#include "recommend/blend_scores.h"
#include "recommend/request.h"
#include "recommend/visitor.h"

namespace suggestd::recommend {

std::vector<TracePart> blend_trace(const learn::Snapshot& snapshot, const Visitor& visitor,
                                   const BlendScores& scores, ProductRow row);

}  // namespace suggestd::recommend
