// Around a product: what resembles it, and what goes into the same order.
//
// Similar          cosine of the factors.
// Bought together  over the latest orders that hold the product (of its latest buyers): the sum of
//                  1 / ln(1 + lines) of each order that holds both, divided by the square root of how
//                  much the other product is bought at all, so that what goes with everything does not
//                  win everywhere.
#pragma once

#include <span>

#include "learn/snapshot.h"
#include "recommend/ranking.h"

namespace suggestd::recommend {

// Each null if nothing is known. Requires: the snapshot outlives the ranking.
RankingPtr similar_ranking(const learn::Snapshot& snapshot, ProductRow product);
RankingPtr bought_together_ranking(const learn::Snapshot& snapshot, std::span<const ProductRow> products);

}  // namespace suggestd::recommend
