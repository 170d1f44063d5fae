// Lists that are the same for everyone: popular, trending and new products.
//
// Popular  the people who bought the product, each by the latest purchase, as far as they are not forgotten
//          (learn/facts/latest_acts.h). Views, carts and wishes don't count.
// Trending the distance of the short memory t of everybody's acts above what the long memory p of the same acts
//          lets expect of it, in standard deviations of a Poisson count: (t - e) / sqrt(e + 1), e = p * ratio of
//          the half lives. Products with t <= e do not rise, and are not in the list.
// Threads  as a Ranking.
#pragma once

#include "base/time.h"
#include "learn/snapshot.h"
#include "recommend/lists/ranking.h"

namespace suggestd::recommend {

// Each null if the shop has nothing of the kind. Requires: the snapshot outlives the ranking.
RankingPtr popular_ranking(const learn::Snapshot& snapshot);
RankingPtr trending_ranking(const learn::Snapshot& snapshot);
RankingPtr new_ranking(const learn::Snapshot& snapshot, Timestamp now);

}  // namespace suggestd::recommend
