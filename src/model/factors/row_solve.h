// The exact solution of one row of the factorisation, given the other side's vectors.
//
// Formula  for user u with history S_u, confidences w and item vectors y (items: the mirror):
//            A_u = a0 Y'Y + sum over S_u of w y y' + lambda_u I
//            b_u = sum over S_u of w y + lambda_u m_u,      x_u = A_u^-1 b_u
//          the minimum over x of  sum over S_u of w (1 - <x, y>)^2 + a0 * sum over all of <x, y>^2
//          + lambda_u |x - m_u|^2 (constants aside). Weighted implicit ALS: Hu, Koren, Volinsky,
//          Collaborative Filtering for Implicit Feedback Datasets, ICDM 2008; a0 and
//            lambda_u = lambda * (sum of w over S_u + a0 * rows of the other side)^nu
//          after Rendle et al., Revisiting the Performance of iALS, arXiv 2110.14037, section 3.3.
// Cost     primal: n d^2 / 2 + d^3 / 6 multiply-adds for a history of n; in the eigenbasis of Y'Y
//          a short history costs n^2 d / 2 + n^3 / 6 instead. Figures: tests/bench/stream/stream_bench.cc.
// Accuracy sums and the Cholesky factor in float; Y'Y in double until it is scaled by a0.
// Threads  a RowSolver is a workspace: one for each thread; it allocates when constructed, and when
//          it meets a longer history than before. The rest is immutable.
#pragma once

#include <cstddef>
#include <span>

#include "model/factors/factors.h"
#include "model/factors/gram.h"

namespace suggestd::model {

struct AlsWeights {
  float unobserved;  // a0: the weight of a pair that was not observed
  float ridge;       // lambda
  float exponent;    // nu: the power by which the ridge grows with a row's confidences

  // lambda_u. `observed` is the sum of the row's confidences; `other_rows` the rows whose vectors are
  // in Y'Y.
  float row_ridge(double observed, std::size_t other_rows) const;
};

// Everything that one row's solution depends on, besides Y'Y. Pairs whose confidence is not above zero are
// left out. Requires: as many confidences as vectors, of dim floats each, at any alignment.
struct RowProblem {
  std::span<const float* const> vectors;
  std::span<const float> confidences;
  float ridge;                        // lambda_u > 0
  const float* prior_mean = nullptr;  // m_u; null: zero
};

// a0 Y'Y in the form that the solver reads. Make one anew whenever the Gram matrix has changed.
class UnobservedTerm {
 public:
  UnobservedTerm(const GramMatrix& gram, float unobserved);
  // The same, reusing the memory. Requires: gram.dim() == dim().
  void assign(const GramMatrix& gram, float unobserved);

  std::size_t dim() const noexcept { return dim_; }
  const float* data() const noexcept { return values_.data(); }

 private:
  std::size_t dim_;
  AlignedVector<float> values_;
};

class RowSolver {
 public:
  explicit RowSolver(std::size_t dim);

  // Writes x to `out`. False, and `out` is unchanged, only if the numbers are not finite or the ridge
  // is lost in the rounding of the rest. Requires: out.size() == dim() == term.dim().
  [[nodiscard]] bool solve(const UnobservedTerm& term, const RowProblem& problem, std::span<float> out);

  // The same in a basis where a0 Y'Y is diagonal; vectors, mean and `out` are in that basis.
  // Requires: eigenvalues.size() == dim(), none below zero.
  [[nodiscard]] bool solve_in_eigenbasis(std::span<const float> eigenvalues, const RowProblem& problem,
                                         std::span<float> out);

  std::size_t dim() const noexcept { return dim_; }

 private:
  void add_history(const RowProblem& problem);
  [[nodiscard]] bool solve_primal(const RowProblem& problem, std::span<float> out);
  [[nodiscard]] bool solve_dual(std::span<const float> eigenvalues, const RowProblem& problem,
                                std::span<float> out);

  std::size_t dim_;
  AlignedVector<float> matrix_;      // A, or the dual's kernel matrix
  AlignedVector<float> right_;       // b
  AlignedVector<float> packed_;      // sqrt(w) y, a row each
  AlignedVector<float> transposed_;  // the same scaled and transposed, for the dual
  AlignedVector<float> scale_;
  AlignedVector<float> solution_;
};

}  // namespace suggestd::model
