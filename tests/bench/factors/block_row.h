// A row of the factorisation block of dimensions by block (iALS++), a rival of model/factors/row_solve.h for
// als_curves.
//
// Method   Rendle, Krichene, Zhang, Koren, iALS++: Speeding up Matrix Factorization with Subspace
//          Optimization, arXiv 2110.14044. A row's scores of its history are kept while one block after the
//          other is solved exactly, the rest of the row fixed. The fixed side stands in the eigenbasis of its
//          Gram matrix, so what is not observed couples no two blocks; a history shorter than the block is
//          solved in the small form of model/factors/row_solve.h. Both favour the rival.
// Cost     n d of scores, then for each block of b: n b^2 / 2 + b^3 / 6, or n^2 b / 2 + n^3 / 6 if n < b.
// Threads  a workspace for each thread.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "model/factors/row_solve.h"

namespace suggestd::bench {

class BlockRowSolver {
 public:
  // Requires: block divides dim.
  BlockRowSolver(std::size_t dim, std::size_t block);

  // `x` holds the start, then the result. Requires: eigenvalues.size() == x.size() == dim.
  void solve(std::span<const float> eigenvalues, const model::RowProblem& row, std::span<float> x);

 private:
  std::size_t block_;
  model::RowSolver solver_;
  std::vector<const float*> vectors_;  // the history's, from the block's first dimension on
  std::vector<float> scores_;
  std::vector<float> mean_;
  std::vector<float> solved_;
};

}  // namespace suggestd::bench
