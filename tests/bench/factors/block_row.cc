#include "factors/block_row.h"

#include <algorithm>

#include "model/factors/dense_kernels.h"

namespace suggestd::bench {

BlockRowSolver::BlockRowSolver(std::size_t dim, std::size_t block)
    : block_(std::min(block, dim)), solver_(block_), mean_(block_), solved_(block_) {}

// With e the scores that the rest of the row gives, the block z minimises
//   sum of w (1 - e - <z, y>)^2 + z'(a0 E + lambda) z.
// RowSolver solves this problem with the prior mean -(sum of w e y) / lambda.
void BlockRowSolver::solve(std::span<const float> eigenvalues, const model::RowProblem& row,
                           std::span<float> x) {
  const std::size_t count = row.vectors.size();
  scores_.resize(count);
  vectors_.resize(count);
  for (std::size_t i = 0; i < count; ++i) scores_[i] = model::dot(row.vectors[i], x.data(), x.size());
  for (std::size_t first = 0; first < x.size(); first += block_) {
    std::fill(mean_.begin(), mean_.end(), 0.0F);
    for (std::size_t i = 0; i < count; ++i) {
      vectors_[i] = row.vectors[i] + first;
      scores_[i] -= model::dot(vectors_[i], x.data() + first, block_);
      model::add_scaled(-row.confidences[i] * scores_[i] / row.ridge, vectors_[i], block_, mean_.data());
    }
    const model::RowProblem part{vectors_, row.confidences, row.ridge, mean_.data()};
    if (solver_.solve_in_eigenbasis(eigenvalues.subspan(first, block_), part, solved_))
      std::copy(solved_.begin(), solved_.end(), x.begin() + static_cast<std::ptrdiff_t>(first));
    for (std::size_t i = 0; i < count; ++i) scores_[i] += model::dot(vectors_[i], x.data() + first, block_);
  }
}

}  // namespace suggestd::bench
