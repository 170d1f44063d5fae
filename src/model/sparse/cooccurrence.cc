#include "model/sparse/cooccurrence.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/parallel.h"

namespace suggestd::model {
namespace {

constexpr std::size_t kRowsPerChunk = 64;

bool stronger(const Neighbour& a, const Neighbour& b) {
  return a.weight != b.weight ? a.weight > b.weight : a.item < b.item;
}

}  // namespace

std::vector<float> user_weights(const Histories& histories, double power) {
  std::vector<float> weights(histories.users());
  for (std::uint32_t user = 0; user < weights.size(); ++user) {
    const auto size = static_cast<double>(histories.items_of(user).size());
    weights[user] = size > 0 ? static_cast<float>(std::pow(size, -power)) : 0.0F;
  }
  return weights;
}

CooccurrenceSolver::CooccurrenceSolver(const Histories& histories, const std::vector<float>& weights,
                                       std::size_t neighbours)
    : histories_(histories), weights_(weights), neighbours_(neighbours) {}

NeighbourRow CooccurrenceSolver::row(std::uint32_t item) {
  sums_.resize(histories_.items(), 0.0);
  touched_.clear();
  for (const std::uint32_t user : histories_.users_of(item)) {
    const auto weight = static_cast<double>(weights_[user]);
    for (const std::uint32_t other : histories_.items_of(user)) {
      if (sums_[other] == 0.0) touched_.push_back(other);
      sums_[other] += weight;
    }
  }
  NeighbourRow row;
  row.reserve(touched_.size());
  const auto own = static_cast<double>(histories_.users_of(item).size());
  for (const std::uint32_t other : touched_) {
    const auto users = static_cast<double>(histories_.users_of(other).size());
    if (other != item) row.push_back({other, static_cast<float>(sums_[other] / std::sqrt(own * users))});
    sums_[other] = 0.0;
  }
  const std::size_t kept = std::min(neighbours_, row.size());
  std::partial_sort(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(kept), row.end(), stronger);
  row.resize(kept);
  row.shrink_to_fit();
  return row;
}

std::vector<NeighbourRow> cooccurrence_rows(const Histories& histories, const CooccurrenceOptions& options,
                                            std::size_t threads) {
  const std::vector<float> weights = user_weights(histories, options.user_power);
  std::vector<NeighbourRow> rows(histories.items());
  std::vector<std::optional<CooccurrenceSolver>> solvers(threads);
  parallel_for(rows.size(), kRowsPerChunk, threads, [&](const Chunk& chunk) {
    auto& solver = solvers[chunk.worker];
    if (!solver) solver.emplace(histories, weights, options.neighbours);
    for (std::size_t i = chunk.begin; i < chunk.end; ++i)
      rows[i] = solver->row(static_cast<std::uint32_t>(i));
  });
  return rows;
}

}  // namespace suggestd::model
