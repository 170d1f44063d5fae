// Lists around a product: products like it, products of the same order, and products of the order after.
//
// Similar          cosine of the factors (those above 0), times (n + 2) / (n + 4) of a product with n buyers.
// Bought together  over the latest orders that hold the product (of its latest buyers): the sum of 1 / ln(1 +
//                  lines) of each order that holds both, divided by sqrt(purchases of the other product +
//                  kDoubt). The root keeps products that are bought with everything from winning everywhere;
//                  kDoubt = 30 keeps chance from winning.
// Bought next      the same over the order that each of those buyers placed after the one with the product.
//
// The trace names the product of the list that each share comes from, the reason the number of orders.
// Threads  as a Ranking.
#pragma once

#include <span>

#include "learn/snapshot.h"
#include "recommend/lists/ranking.h"

namespace suggestd::recommend {

// Each is null if nothing is known. Requires: the snapshot outlives the ranking.
RankingPtr similar_ranking(const learn::Snapshot& snapshot, ProductRow product);
// These two pay for the lines of the orders; a ranking that the budget cut short must not be used.
RankingPtr bought_together_ranking(const learn::Snapshot& snapshot, std::span<const ProductRow> products,
                                   WorkBudget& budget);
RankingPtr bought_next_ranking(const learn::Snapshot& snapshot, std::span<const ProductRow> products,
                               WorkBudget& budget);

}  // namespace suggestd::recommend
