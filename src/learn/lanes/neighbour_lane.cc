#include "learn/lanes/neighbour_lane.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "base/parallel.h"

namespace suggestd::learn {
namespace {

using model::Neighbour;
using model::NeighbourRow;
// Rows between two calls of `progress` in a training: some tenths of a second on a large shop.
constexpr std::size_t kRowsPerSlice = 512;
constexpr std::size_t kRowsPerChunk = 16;

using RowPtr = std::shared_ptr<const NeighbourRow>;

RowPtr& place(BlockTreeBuilder<NeighbourBlock>& blocks, ProductRow row) {
  return blocks.edit(index(row) / kNeighbourRowsPerBlock).rows[index(row) % kNeighbourRowsPerBlock];
}

const NeighbourRow& row_of(const BlockTreeBuilder<NeighbourBlock>& blocks, ProductRow row) {
  static const NeighbourRow kNone;
  const RowPtr& pointer =
      blocks[index(row) / kNeighbourRowsPerBlock].rows[index(row) % kNeighbourRowsPerBlock];
  return pointer == nullptr ? kNone : *pointer;
}

void set_weight(std::vector<float>& weights, UserRow row, std::size_t size, double power) {
  if (weights.size() <= index(row)) weights.resize(index(row) + 1, 0.0F);
  weights[index(row)] = size > 0 ? static_cast<float>(std::pow(static_cast<double>(size), -power)) : 0.0F;
}

}  // namespace

// The workspace of one thread of a training.
struct NeighbourLane::Solvers {
  explicit Solvers(const NeighbourLane& lane)
      : neighbours(lane.histories_, lane.neighbour_weights_, lane.options_.cooccurrence.neighbours),
        linear(lane.histories_, lane.linear_weights_, lane.options_.sparse_linear) {}
  model::CooccurrenceSolver neighbours;
  model::SparseLinearSolver linear;
};

NeighbourLane::NeighbourLane(const LearnedHistories& histories, const NeighbourOptions& options,
                             std::size_t threads)
    : histories_(histories),
      options_(options),
      threads_(threads),
      neighbour_solver_(histories, neighbour_weights_, options.cooccurrence.neighbours),
      linear_solver_(histories, linear_weights_, options.sparse_linear),
      neighbours_(NeighbourBlock{}),
      predicted_(NeighbourBlock{}) {}

void NeighbourLane::note_person(UserRow row) {
  const std::size_t size = histories_.items_of(index(row)).size();
  set_weight(neighbour_weights_, row, size, options_.cooccurrence.user_power);
  set_weight(linear_weights_, row, size, options_.sparse_linear.user_power);
}

void NeighbourLane::grow() {
  const std::size_t products = histories_.items();
  predictors_.resize(std::max(predictors_.size(), products));
  const std::size_t blocks = (products + kNeighbourRowsPerBlock - 1) / kNeighbourRowsPerBlock;
  unsaved_.resize(predictors_.size(), false);
  neighbours_.grow(blocks);
  predicted_.grow(blocks);
}

void NeighbourLane::solve(ProductRow row) {
  grow();
  NeighbourRow neighbours = neighbour_solver_.row(index(row));
  set_predictors(row, linear_solver_.row(index(row), neighbours));
  set_neighbours(row, std::move(neighbours));
  unsaved_[index(row)] = true;
}

void NeighbourLane::train(const std::function<void(double)>& progress) {
  grow();
  const std::size_t products = predictors_.size();
  std::vector<NeighbourRow> neighbours(products);
  std::vector<NeighbourRow> predictors(products);
  std::vector<std::unique_ptr<Solvers>> solvers(threads_);
  for (std::size_t begin = 0; begin < products; begin += kRowsPerSlice) {
    const std::size_t count = std::min(kRowsPerSlice, products - begin);
    parallel_for(count, kRowsPerChunk, threads_, [&](const Chunk& chunk) {
      std::unique_ptr<Solvers>& mine = solvers[chunk.worker];
      if (mine == nullptr) mine = std::make_unique<Solvers>(*this);
      for (std::size_t i = begin + chunk.begin; i < begin + chunk.end; ++i) {
        neighbours[i] = mine->neighbours.row(static_cast<std::uint32_t>(i));
        predictors[i] = mine->linear.row(static_cast<std::uint32_t>(i), neighbours[i]);
      }
    });
    if (progress) progress(static_cast<double>(begin + count) / static_cast<double>(products));
  }
  grow();  // products may have come meanwhile; their rows wait
  neighbours.resize(predictors_.size());
  predictors.resize(predictors_.size());
  adopt(std::move(neighbours), std::move(predictors));
  unsaved_.assign(predictors_.size(), true);
}

// Takes all rows over, and turns the predictors round.
void NeighbourLane::adopt(std::vector<NeighbourRow> neighbours, std::vector<NeighbourRow> predictors) {
  unpublished_.clear();
  std::vector<NeighbourRow> predicted = model::by_source(predictors);
  for (std::size_t i = 0; i < neighbours.size(); ++i) {
    const auto row = static_cast<ProductRow>(i);
    set_neighbours(row, std::move(neighbours[i]));
    predictors_[i] = std::make_shared<const NeighbourRow>(std::move(predictors[i]));
    place(predicted_, row) = std::make_shared<const NeighbourRow>(std::move(predicted[i]));
  }
}

const NeighbourRow& NeighbourLane::neighbours_of(ProductRow row) const {
  static const NeighbourRow kNone;
  return index(row) < predictors_.size() ? row_of(neighbours_, row) : kNone;
}

const NeighbourRow& NeighbourLane::predictors_of(ProductRow row) const {
  static const NeighbourRow kNone;
  const bool solved = index(row) < predictors_.size() && predictors_[index(row)] != nullptr;
  return solved ? *predictors_[index(row)] : kNone;
}

RowPtr NeighbourLane::shared_predictors(ProductRow row) const {
  return index(row) < predictors_.size() ? predictors_[index(row)] : nullptr;
}

void NeighbourLane::set_neighbours(ProductRow row, NeighbourRow neighbours) {
  place(neighbours_, row) = std::make_shared<const NeighbourRow>(std::move(neighbours));
}

void NeighbourLane::set_predictors(ProductRow row, NeighbourRow predictors) {
  std::vector<std::uint32_t> kept;
  for (const Neighbour& fresh : predictors) kept.push_back(fresh.item);
  std::sort(kept.begin(), kept.end());
  for (const Neighbour& old : predictors_of(row)) {
    if (std::binary_search(kept.begin(), kept.end(), old.item)) continue;
    set_prediction(static_cast<ProductRow>(old.item), index(row), 0);
  }
  for (const Neighbour& fresh : predictors) {
    set_prediction(static_cast<ProductRow>(fresh.item), index(row), fresh.weight);
  }
  predictors_[index(row)] = std::make_shared<const NeighbourRow>(std::move(predictors));
}

// A turned row is ordered by item, as model::by_source leaves it.
void NeighbourLane::set_prediction(ProductRow source, std::uint32_t target, float weight) {
  NeighbourRow& row = edit_predicted(source);
  const auto found = std::lower_bound(row.begin(), row.end(), target,
                                      [](const Neighbour& a, std::uint32_t b) { return a.item < b; });
  const bool present = found != row.end() && found->item == target;
  if (weight == 0) {
    if (present) row.erase(found);
  } else if (present) {
    found->weight = weight;
  } else {
    row.insert(found, {target, weight});
  }
}

NeighbourRow& NeighbourLane::edit_predicted(ProductRow source) {
  std::shared_ptr<NeighbourRow>& row = unpublished_[index(source)];
  if (row == nullptr) {
    row = std::make_shared<NeighbourRow>(row_of(predicted_, source));
    place(predicted_, source) = row;
  }
  return *row;
}

void NeighbourLane::publish(Snapshot& snapshot) {
  unpublished_.clear();
  snapshot.neighbour_blocks = neighbours_.snapshot();
  snapshot.predicted_blocks = predicted_.snapshot();
}

std::vector<ProductRow> NeighbourLane::take_unsaved() {
  std::vector<ProductRow> rows;
  for (std::size_t row = 0; row < unsaved_.size(); ++row) {
    if (unsaved_[row]) rows.push_back(static_cast<ProductRow>(row));
  }
  unsaved_.assign(unsaved_.size(), false);
  return rows;
}

void NeighbourLane::restore(std::vector<NeighbourRecord> records) {
  records.resize(histories_.items());
  grow();
  std::vector<NeighbourRow> neighbours(records.size());
  std::vector<NeighbourRow> predictors(records.size());
  for (std::size_t row = 0; row < records.size(); ++row) {
    neighbours[row] = std::move(records[row].neighbours);
    predictors[row] = std::move(records[row].predictors);
  }
  adopt(std::move(neighbours), std::move(predictors));
}

}  // namespace suggestd::learn
