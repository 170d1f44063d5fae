// The two sparse lanes, re-solved product by product: co-occurrence neighbours (model/sparse/cooccurrence.h)
// and the sparse linear model (model/sparse/sparse_linear.h).
//
// Serving  both are kept by source: for a product that a person has, the products that it speaks for. A
//          person's part is a sum over their own history, so it is fresh the moment an order is applied.
// Stale    a row keeps its numbers until solve(); the owner decides which rows wait for it.
// Threads  one; training uses as many more as it is told, with the same result.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include "base/block_tree.h"
#include "base/ids.h"
#include "learn/lanes/lane_records.h"
#include "learn/lanes/postings.h"
#include "learn/model_options.h"
#include "learn/snapshot.h"
#include "model/sparse/cooccurrence.h"
#include "model/sparse/sparse_linear.h"

namespace suggestd::learn {

class NeighbourLane {
 public:
  // Requires: `histories` outlives the lane.
  NeighbourLane(const LearnedHistories& histories, const NeighbourOptions& options, std::size_t threads);

  // Tells that a person's history has changed. Cheap; must be called for each change.
  void note_person(UserRow row);

  // Solves both rows of a product from the present histories.
  void solve(ProductRow row);
  // Solves all rows. `progress` is called between slices of rows with the share done; it may apply records if
  // they leave confidences as they are (LearnedShop::defer_solving).
  void train(const std::function<void(double)>& progress);

  // The rows as they were solved; empty if never.
  const model::NeighbourRow& neighbours_of(ProductRow row) const;
  const model::NeighbourRow& predictors_of(ProductRow row) const;
  // The same, to be kept; null if never.
  std::shared_ptr<const model::NeighbourRow> shared_predictors(ProductRow row) const;

  void publish(Snapshot& snapshot);
  // Products solved since the last call, ascending; for the checkpoint.
  std::vector<ProductRow> take_unsaved();
  // From a checkpoint: all products' rows at once.
  void restore(std::vector<NeighbourRecord> records);

 private:
  struct Solvers;

  void grow();
  void adopt(std::vector<model::NeighbourRow> neighbours, std::vector<model::NeighbourRow> predictors);
  void set_neighbours(ProductRow row, model::NeighbourRow neighbours);
  void set_predictors(ProductRow row, model::NeighbourRow predictors);
  // Sets the weight with which `source` predicts `target`; 0: it does not any more.
  void set_prediction(ProductRow source, std::uint32_t target, float weight);
  // The row of the products that `source` predicts, to be changed.
  model::NeighbourRow& edit_predicted(ProductRow source);

  const LearnedHistories& histories_;
  NeighbourOptions options_;
  std::size_t threads_;
  std::vector<float> neighbour_weights_;  // |S_v|^-p of either lane, by person
  std::vector<float> linear_weights_;
  model::CooccurrenceSolver neighbour_solver_;
  model::SparseLinearSolver linear_solver_;
  std::vector<std::shared_ptr<const model::NeighbourRow>> predictors_;  // by product that is predicted
  std::vector<bool> unsaved_;                                           // by product
  BlockTreeBuilder<NeighbourBlock> neighbours_;
  BlockTreeBuilder<NeighbourBlock> predicted_;  // by source
  // Rows of predicted_ that no snapshot has yet, by source: changed in place. The rows of popular products
  // are long, and each solved row changes some hundred of them.
  std::unordered_map<std::uint32_t, std::shared_ptr<model::NeighbourRow>> unpublished_;
};

}  // namespace suggestd::learn
