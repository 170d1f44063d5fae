// What single baskets and their order teach of products: the part of the learned blend that is no lane of
// the server's own.
//
// Lanes    the sparse linear model (model/sparse_linear.h) over single baskets, where having been bought
//          together is a stronger sign than over a lifetime; the next basket: t_ij = sum over baskets b with
//          j in b, i in the following one of (|b| |b'|)^-1/2, divided by sqrt((n_i + 5)(n_j + 5)) (a
//          first-order Markov chain over baskets, Rendle et al. 2010, section 3).
// Counts   buyers; what is left of purchases after a month's and half a year's half life; the share of
//          buyers who came back for it; the mean log interval of those.
// Result   the same bytes for any number of threads.
// Threads  immutable once learned.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "model/basket_history.h"
#include "model/blend_features.h"
#include "model/cooccurrence.h"
#include "model/neighbours.h"
#include "model/sparse_linear.h"

namespace suggestd::model {

struct BasketTables {
  std::vector<ItemCounts> counts;
  std::vector<NeighbourRow> linear;  // of single baskets, by source
  std::vector<NeighbourRow> next;    // what the next basket holds, by source

  // `now`: the day up to which `people` reaches. Requires: every item < items; threads > 0.
  static BasketTables learn(std::span<const BasketHistory> people, std::size_t items, double now,
                            const CooccurrenceOptions& cooccurrence, const SparseLinearOptions& sparse_linear,
                            std::size_t threads);
};

}  // namespace suggestd::model
