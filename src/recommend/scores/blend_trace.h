// The parts of a score of the learned blend, with the past products behind each.
//
// Parts    add up to the score (model/blend/blend_features.h).
// Sources  a part is no sum over past products, because it also grows with the logarithm of the lane's own
//          score. That score is such a sum: for the factors by recommend/scores/factor_shares.h, for the
//          sparse lanes by the rows of the past products (recommend/scores/touched_lanes.h). Both are exact,
//          except that a person's stored vector may be a little older than the product vectors from which its
//          shares are made.
// Threads  pure.
#pragma once

#include <vector>

#include "base/ids.h"
#include "learn/snapshot.h"
#include "recommend/request.h"
#include "recommend/scores/learned_scores.h"
#include "recommend/visitor.h"

namespace suggestd::recommend {

std::vector<TracePart> blend_trace(const learn::Snapshot& snapshot, const Visitor& visitor,
                                   const LearnedScores& scores, ProductRow row);

}  // namespace suggestd::recommend
