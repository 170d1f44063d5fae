// A row of the factorisation brought nearer to its solution by conjugate gradients, from where it stands.
//
// Method   Takacs, Pilaszy, Tikk, Applications of the Conjugate Gradient Method for Implicit Feedback
//          Collaborative Filtering, RecSys 2011: A of model/factors/row_solve.h is never formed, since
//          A p = (a0 Y'Y + lambda I) p + sum of w <y, p> y. In the eigenbasis of Y'Y the first term is
//          diagonal, and costs d instead of d^2 multiply-adds. Each step is preconditioned with A's diagonal
//          (Golub and Van Loan, Matrix Computations, 4th ed., section 11.5.2).
// Cost     (2 steps + 3) n d multiply-adds for a history of n. docs/decisions/0100 says when that is less
//          than the exact solution.
// Order    adds in one fixed order for a given instruction set, as model/factors/dense_kernels.h.
// Threads  no state; `work` is the thread's own.
#pragma once

#include <cstddef>
#include <span>

#include "model/factors/factors.h"
#include "model/factors/row_solve.h"

namespace suggestd::model {

// `x` holds the start, then the result. `unobserved`: the eigenvalues of a0 Y'Y; `problem` in that basis, its
// prior mean zero. Requires: unobserved and x of dim values, and problem.vectors and x padded with zeros to
// padded(dim) and at a cache line, as a FactorMatrix has them.
void approach_by_conjugate_gradients(std::span<const float> unobserved, const RowProblem& problem,
                                     std::size_t steps, AlignedVector<float>& work, std::span<float> x);

}  // namespace suggestd::model
