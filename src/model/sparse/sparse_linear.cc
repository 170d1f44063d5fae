#include "model/sparse/sparse_linear.h"

#include <algorithm>
#include <optional>

#include "base/parallel.h"
#include "model/factors/dense_kernels.h"
#include "model/sparse/cooccurrence.h"

namespace suggestd::model {
namespace {

constexpr std::size_t kRowsPerChunk = 32;
constexpr int kMostSteps = 50;

}  // namespace

SparseLinearSolver::SparseLinearSolver(const Histories& histories, const std::vector<float>& weights,
                                       const SparseLinearOptions& options)
    : builder_(histories, weights), options_(options) {}

NeighbourRow SparseLinearSolver::row(std::uint32_t item, const NeighbourRow& neighbourhood) {
  const std::size_t count = std::min(options_.neighbours, neighbourhood.size());
  items_.clear();
  for (std::size_t k = 0; k < count; ++k) items_.push_back(neighbourhood[k].item);
  items_.push_back(item);
  builder_.build(items_, gram_);
  solve_ridge(count);
  NeighbourRow row(count);
  for (std::size_t k = 0; k < count; ++k) row[k] = {items_[k], weights_[k]};
  return row;
}

// product = (G_NN + lambda I) direction
void SparseLinearSolver::multiply(std::size_t count) {
  const auto lambda = static_cast<float>(options_.lambda);
  for (std::size_t k = 0; k < count; ++k) {
    product_[k] = dot(gram_.row(k), direction_.data(), count) + lambda * direction_[k];
  }
}

void SparseLinearSolver::solve_ridge(std::size_t count) {
  const float* target = gram_.row(count);
  weights_.assign(count, 0.0F);
  residual_.assign(target, target + count);
  direction_ = residual_;
  product_.resize(count);
  float squared = dot(residual_.data(), residual_.data(), count);
  const float enough = squared * kResidual * kResidual;
  for (int step = 0; step < kMostSteps && squared > enough; ++step) {
    multiply(count);
    const float along = squared / dot(direction_.data(), product_.data(), count);
    add_scaled(along, direction_.data(), count, weights_.data());
    add_scaled(-along, product_.data(), count, residual_.data());
    const float left = dot(residual_.data(), residual_.data(), count);
    const float keep = left / squared;
    for (std::size_t k = 0; k < count; ++k) direction_[k] = residual_[k] + keep * direction_[k];
    squared = left;
  }
}

std::vector<NeighbourRow> sparse_linear_rows(const Histories& histories,
                                             const std::vector<NeighbourRow>& neighbourhoods,
                                             const SparseLinearOptions& options, std::size_t threads) {
  const std::vector<float> weights = user_weights(histories, options.user_power);
  std::vector<NeighbourRow> rows(histories.items());
  std::vector<std::optional<SparseLinearSolver>> solvers(threads);
  parallel_for(rows.size(), kRowsPerChunk, threads, [&](const Chunk& chunk) {
    auto& solver = solvers[chunk.worker];
    if (!solver) solver.emplace(histories, weights, options);
    for (std::size_t i = chunk.begin; i < chunk.end; ++i) {
      rows[i] = solver->row(static_cast<std::uint32_t>(i), neighbourhoods[i]);
    }
  });
  return rows;
}

std::vector<NeighbourRow> by_source(const std::vector<NeighbourRow>& rows) {
  std::vector<NeighbourRow> turned(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (const Neighbour& neighbour : rows[i]) {
      turned[neighbour.item].push_back({static_cast<std::uint32_t>(i), neighbour.weight});
    }
  }
  return turned;
}

}  // namespace suggestd::model
