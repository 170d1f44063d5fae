// The share of each past interaction in a factor score. Exact: with x = A^-1 b and
// b = sum over S_u of w_j y_j,
//   <x, y_i> = sum over S_u of w_j <y_j, A^-1 y_i>       (Hu, Koren, Volinsky 2008, section 5)
// A^-1 y_i is the difference of two row solutions: prior mean y_i / lambda against none
// (model/factors/row_solve.h).
//
// Cost     one row solution for each product: for traces, not for every list.
// Threads  pure.
#pragma once

#include <vector>

#include "base/ids.h"
#include "learn/snapshot.h"
#include "recommend/visitor.h"

namespace suggestd::recommend {

struct FactorShare {
  ProductRow source{};
  double share = 0;
};

// The shares of <x, y_row>, by the product vectors of this snapshot. The visitor's stored vector was solved
// against slightly older ones; that difference is left out. Empty if the row or the visitor has no vector.
std::vector<FactorShare> factor_shares(const learn::Snapshot& snapshot, const Visitor& visitor,
                                       ProductRow row);

}  // namespace suggestd::recommend
