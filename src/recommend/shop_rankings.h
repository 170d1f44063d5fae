// The same for everyone: what sells, what rises, what is new.
//
// Popular  what is left of the forgetting count (learn/popularity.h).
// Trending how far the short memory is above what the long one expects of it, in standard deviations of
//          a Poisson count: (t - e) / sqrt(e + 1), e = p * ratio of the half lives.
#pragma once

#include "base/time.h"
#include "learn/snapshot.h"
#include "recommend/ranking.h"

namespace suggestd::recommend {

// Each null if the shop has nothing of the kind. Requires: the snapshot outlives the ranking.
RankingPtr popular_ranking(const learn::Snapshot& snapshot);
RankingPtr trending_ranking(const learn::Snapshot& snapshot);
RankingPtr new_ranking(const learn::Snapshot& snapshot, Timestamp now);

}  // namespace suggestd::recommend
