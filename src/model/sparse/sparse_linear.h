// The sparse linear model: each item predicted from its neighbours by ridge regression.
//
//   (G_NN + lambda I) w_i = G_N,i        N: the item's best neighbours by co-occurrence
//
// G as in model/factors/local_gram.h with p = 1/2. A person's score for i is the sum of w_i over their items
// that are in N. (SLIM: Ning and Karypis 2011; in closed form EASE: Steck 2019, arXiv 1905.03375; solved here
// on each item's neighbourhood instead of over all items.) The item itself is not in N, which is EASE's zero
// diagonal.
//
// Serving  reads a row from the other side: for an item j that a person has, the items i whose score it adds
//          to. by_source() turns rows round; a turned row is ordered by item.
// Exact    the local Gram entries are exact, not truncated ones: those make the system singular.
// Method   conjugate gradients to a residual of kResidual |b| (Golub and Van Loan, 4th ed., section 11.3):
//          lambda bounds the condition number, so a few steps of n^2 multiplications do, where a Cholesky
//          factorisation takes n^3 / 6.
// Threads  a workspace: one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "model/factors/local_gram.h"
#include "model/histories.h"
#include "model/sparse/neighbours.h"

namespace suggestd::model {

struct SparseLinearOptions {
  std::size_t neighbours = 200;
  double lambda = 10.0;
  double user_power = 0.5;  // p of the Gram matrix
};

inline constexpr float kResidual = 1e-4F;

class SparseLinearSolver {
 public:
  // Requires: `histories` and `weights` (user_weights() with the options' power) outlive the solver and
  // cover the users of each item asked for.
  SparseLinearSolver(const Histories& histories, const std::vector<float>& weights,
                     const SparseLinearOptions& options);

  // The weights of the items that predict `item`: the first options.neighbours of `neighbourhood`, in its
  // order.
  NeighbourRow row(std::uint32_t item, const NeighbourRow& neighbourhood);

 private:
  void solve_ridge(std::size_t count);
  void multiply(std::size_t count);

  LocalGramBuilder builder_;
  SparseLinearOptions options_;
  std::vector<std::uint32_t> items_;  // the neighbours, then the item itself
  LocalGram gram_;
  AlignedVector<float> weights_, residual_, direction_, product_;
};

// The rows of all items. `neighbourhoods`: one row for each item (model/sparse/cooccurrence.h). The same
// bytes for any number of threads.
std::vector<NeighbourRow> sparse_linear_rows(const Histories& histories,
                                             const std::vector<NeighbourRow>& neighbourhoods,
                                             const SparseLinearOptions& options, std::size_t threads);

// Turns rows of predictors, by the item that is predicted, into rows of predicted items, by the predictor; or
// back.
std::vector<NeighbourRow> by_source(const std::vector<NeighbourRow>& rows);

}  // namespace suggestd::model
