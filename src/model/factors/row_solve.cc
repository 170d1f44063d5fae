#include "model/factors/row_solve.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "model/factors/dense_kernels.h"

namespace suggestd::model {
namespace {

// History vectors are added this many at a time: with 128 dimensions they fill half of the L1 cache.
constexpr std::size_t kPackedRows = 48;

// The other side's vectors are scattered over memory: each is prefetched this many vectors before it is read.
constexpr std::size_t kVectorsAhead = 6;
constexpr std::size_t kFloatsPerLine = 16;

void expect_vector(std::span<const float* const> vectors, std::size_t i, std::size_t dim) {
  if (i >= vectors.size()) return;
  for (std::size_t k = 0; k < dim; k += kFloatsPerLine) __builtin_prefetch(vectors[i] + k);
}

bool all_finite(std::span<const float> values) {
  return std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); });
}

}  // namespace

float AlsWeights::row_ridge(double observed, std::size_t other_rows) const {
  const double seen = observed + static_cast<double>(unobserved) * static_cast<double>(other_rows);
  return static_cast<float>(static_cast<double>(ridge) * std::pow(seen, static_cast<double>(exponent)));
}

UnobservedTerm::UnobservedTerm(const GramMatrix& gram, float unobserved)
    : dim_(gram.dim()), values_(padded(dim_) * padded(dim_), 0.0F) {
  assign(gram, unobserved);
}

void UnobservedTerm::assign(const GramMatrix& gram, float unobserved) {
  assert(gram.dim() == dim_);
  const std::size_t stride = padded(dim_);
  for (std::size_t i = 0; i < dim_; ++i) {
    const double* from = gram.data() + i * stride;
    float* to = values_.data() + i * stride;
    for (std::size_t j = i; j < dim_; ++j)
      to[j] = static_cast<float>(from[j] * static_cast<double>(unobserved));
  }
}

RowSolver::RowSolver(std::size_t dim)
    : dim_(dim),
      matrix_(padded(dim) * padded(dim), 0.0F),
      right_(padded(dim), 0.0F),
      packed_(std::max(kPackedRows, padded(dim)) * padded(dim), 0.0F),
      transposed_(padded(dim) * padded(dim), 0.0F),
      scale_(padded(dim), 0.0F),
      solution_(padded(dim), 0.0F) {}

bool RowSolver::solve(const UnobservedTerm& term, const RowProblem& problem, std::span<float> out) {
  assert(term.dim() == dim_ && out.size() == dim_);
  std::copy_n(term.data(), matrix_.size(), matrix_.begin());
  return solve_primal(problem, out);
}

bool RowSolver::solve_in_eigenbasis(std::span<const float> eigenvalues, const RowProblem& problem,
                                    std::span<float> out) {
  assert(eigenvalues.size() == dim_ && out.size() == dim_);
  if (problem.vectors.size() < dim_) return solve_dual(eigenvalues, problem, out);
  std::fill(matrix_.begin(), matrix_.end(), 0.0F);
  for (std::size_t k = 0; k < dim_; ++k) matrix_[k * padded(dim_) + k] = eigenvalues[k];
  return solve_primal(problem, out);
}

// matrix_ holds a0 Y'Y and becomes A, then its factor.
bool RowSolver::solve_primal(const RowProblem& problem, std::span<float> out) {
  const std::size_t stride = padded(dim_);
  for (std::size_t k = 0; k < stride; ++k) matrix_[k * stride + k] += problem.ridge;
  std::fill(right_.begin(), right_.end(), 0.0F);
  if (problem.prior_mean != nullptr) copy_scaled(problem.ridge, problem.prior_mean, dim_, right_.data());
  add_history(problem);
  if (!factorize(matrix_.data(), stride)) return false;
  solve_factorized(matrix_.data(), stride, right_.data());
  if (!all_finite(right_)) return false;
  std::copy_n(right_.begin(), dim_, out.begin());
  return true;
}

void RowSolver::add_history(const RowProblem& problem) {
  assert(problem.vectors.size() == problem.confidences.size());
  const std::size_t stride = padded(dim_);
  std::size_t packed = 0;
  for (std::size_t i = 0; i < kVectorsAhead; ++i) expect_vector(problem.vectors, i, dim_);
  for (std::size_t i = 0; i < problem.vectors.size(); ++i) {
    expect_vector(problem.vectors, i + kVectorsAhead, dim_);
    if (problem.confidences[i] > 0) {
      const float root = std::sqrt(problem.confidences[i]);
      float* row = packed_.data() + stride * packed++;
      copy_scaled(root, problem.vectors[i], dim_, row);
      std::fill(row + dim_, row + stride, 0.0F);
      add_scaled(root, row, stride, right_.data());
    }
    if (packed == kPackedRows || i + 1 == problem.vectors.size()) {
      add_gram(packed_.data(), packed, dim_, matrix_.data());
      packed = 0;
    }
  }
}

// With D = a0 Y'Y + lambda I (diagonal here), P the rows sqrt(w) y and x0 = D^-1 lambda m, the matrix
// identity (D + P'P)^-1 P' = D^-1 P' (I + P D^-1 P')^-1 turns the d x d system into one of n x n:
//   x = x0 + D^-1 P' (I + P D^-1 P')^-1 (sqrt(w) - P x0).
// (Golub and Van Loan, section 2.1.4.)
bool RowSolver::solve_dual(std::span<const float> eigenvalues, const RowProblem& problem,
                           std::span<float> out) {
  assert(problem.vectors.size() == problem.confidences.size());
  const std::size_t stride = padded(dim_);
  for (std::size_t k = 0; k < dim_; ++k) scale_[k] = 1.0F / std::sqrt(eigenvalues[k] + problem.ridge);
  std::fill(solution_.begin(), solution_.end(), 0.0F);
  if (problem.prior_mean != nullptr) {
    for (std::size_t k = 0; k < dim_; ++k) {
      solution_[k] = problem.ridge * problem.prior_mean[k] * scale_[k] * scale_[k];
    }
  }

  std::size_t count = 0;
  for (std::size_t i = 0; i < problem.vectors.size(); ++i) {
    if (!(problem.confidences[i] > 0)) continue;
    const float root = std::sqrt(problem.confidences[i]);
    float* row = packed_.data() + count * stride;
    copy_scaled(root, problem.vectors[i], dim_, row);
    std::fill(row + dim_, row + stride, 0.0F);
    right_[count] = problem.prior_mean == nullptr ? root : root - dot(row, solution_.data(), dim_);
    ++count;
  }
  const std::size_t width = padded(count);
  std::fill(packed_.begin() + static_cast<std::ptrdiff_t>(count * stride),
            packed_.begin() + static_cast<std::ptrdiff_t>(width * stride), 0.0F);
  std::fill(right_.begin() + static_cast<std::ptrdiff_t>(count),
            right_.begin() + static_cast<std::ptrdiff_t>(width), 0.0F);

  transpose_scaled(packed_.data(), count, dim_, scale_.data(), transposed_.data());
  std::fill_n(matrix_.begin(), width * width, 0.0F);
  for (std::size_t i = 0; i < width; ++i) matrix_[i * width + i] = 1.0F;
  add_gram(transposed_.data(), dim_, count, matrix_.data());
  if (!factorize(matrix_.data(), width)) return false;
  solve_factorized(matrix_.data(), width, right_.data());

  AlignedVector<float>& sum = transposed_;  // its work is done
  std::fill_n(sum.begin(), stride, 0.0F);
  for (std::size_t i = 0; i < count; ++i) {
    add_scaled(right_[i], packed_.data() + i * stride, stride, sum.data());
  }
  for (std::size_t k = 0; k < dim_; ++k) solution_[k] += scale_[k] * scale_[k] * sum[k];
  if (!all_finite(solution_)) return false;
  std::copy_n(solution_.begin(), dim_, out.begin());
  return true;
}

}  // namespace suggestd::model
