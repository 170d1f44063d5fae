// Tables of products made from single baskets and their order: the part of the learned blend that is no lane
// of the server's own.
//
// Lanes    the sparse linear model (model/sparse/sparse_linear.h) over single baskets, where two purchases
//          together say more than over a lifetime; the next basket: t_ij = sum over baskets b with j in b, i
//          in the following one of (|b| |b'|)^-1/2, divided by sqrt((n_i + 5)(n_j + 5)) (a first-order Markov
//          chain over baskets, Rendle et al. 2010, section 3).
// Counts   buyers; purchases that are left after a half life of a month and of half a year; the share of
//          buyers with a second purchase; the mean log interval between their purchases. The purchases of both half lives
//          are those of the last DailyPurchases::kMostDays days on which the product sold.
// Result   the same bytes for any number of threads.
// Threads  immutable once learned.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "model/blend/basket_history.h"
#include "model/blend/blend_features.h"
#include "model/blend/daily_purchases.h"
#include "model/sparse/cooccurrence.h"
#include "model/sparse/neighbours.h"
#include "model/sparse/sparse_linear.h"

namespace suggestd::model {

struct BasketTables {
  std::vector<ItemCounts> counts;
  std::vector<NeighbourRow> linear;  // of single baskets, by source
  std::vector<NeighbourRow> next;    // products of the next basket, by source

  // `now`: the day up to which `people` reaches. Requires: every item < items; threads > 0.
  static BasketTables learn(std::span<const BasketHistory> people, std::size_t items, double now,
                            const CooccurrenceOptions& cooccurrence, const SparseLinearOptions& sparse_linear,
                            std::size_t threads);
};

// Brings the counts of a product up to `today`: the late purchases are counted anew, and of the purchases that came since, all but
// the share of those who return are taken for new buyers'. All three together, because the weights set one against the
// other: with the month of today, and buyers and half year of an earlier day, a product that has just begun to sell would
// be like nothing that they were fitted on.
void bring_up_to(std::int32_t today, const DailyPurchases& bought, ItemCounts& counts);

}  // namespace suggestd::model
