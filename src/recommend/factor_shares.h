// How much each past interaction puts into a factor score. Exact: with x = A^-1 b and
// b = sum over S_u of w_j y_j,
//   <x, y_i> = sum over S_u of w_j <y_j, A^-1 y_i>       (Hu, Koren, Volinsky 2008, section 5)
// A^-1 y_i is the difference of two row solutions: prior mean y_i / lambda against none
// (model/row_solve.h). Cost: a row solution each product; for traces, not for every list.
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

// Of <x, y_row>, by the product vectors of this snapshot; what the visitor's stored vector, solved against
// slightly older ones, differs by is not in it. Empty if the row or the visitor has no vector.
std::vector<FactorShare> factor_shares(const learn::Snapshot& snapshot, const Visitor& visitor,
                                       ProductRow row);

}  // namespace suggestd::recommend
