// Around a product: what resembles it, what goes into the same order, and what into the one after.
//
// Similar          cosine of the factors (those above 0), times (n + 2) / (n + 4) of a product with n buyers.
// Bought together  over the latest orders that hold the product (of its latest buyers): the sum of
//                  1 / ln(1 + lines) of each order that holds both, divided by the square root of how
//                  much the other product is bought at all (and some 30 times more, so that chance does not
//                  win), so that what goes with everything does not win everywhere.
// Bought next      the same over the order that each of those buyers placed after the one with the product.
//
// The trace names the product of the list that each share comes from, the reason the number of orders.
#pragma once

#include <span>

#include "learn/snapshot.h"
#include "recommend/ranking.h"

namespace suggestd::recommend {

// Each null if nothing is known. Requires: the snapshot outlives the ranking.
RankingPtr similar_ranking(const learn::Snapshot& snapshot, ProductRow product);
RankingPtr bought_together_ranking(const learn::Snapshot& snapshot, std::span<const ProductRow> products);
RankingPtr bought_next_ranking(const learn::Snapshot& snapshot, std::span<const ProductRow> products);

}  // namespace suggestd::recommend
