// Full training by iALS++, on the data, weights, start and threads of model/factors/als_trainer.h.
//
// Method   an epoch is all items, then all users; a row goes on from its last vector by one pass or more over
//          its blocks of dimensions (factors/block_row.h).
#pragma once

#include <cstddef>
#include <vector>

#include "factors/block_row.h"
#include "model/factors/als_trainer.h"

namespace suggestd::bench {

struct BlockSettings {
  std::size_t passes = 1;  // over a row's blocks
  std::size_t block = 64;
};

class BlockTrainer {
 public:
  // Requires: `interactions` outlives the trainer.
  BlockTrainer(const model::Interactions& interactions, const model::AlsSettings& settings,
               const BlockSettings& blocks, std::size_t threads);

  void run_epoch();
  const model::AlsFactors& factors() const noexcept { return factors_; }

 private:
  void solve_side(const model::SparseMatrix& histories, model::FactorMatrix& fixed,
                  model::FactorMatrix& solved);

  const model::Interactions& interactions_;
  model::AlsSettings settings_;
  BlockSettings blocks_;
  std::size_t threads_;
  model::AlsFactors factors_;
  std::vector<BlockRowSolver> solvers_;  // one a worker
};

}  // namespace suggestd::bench
