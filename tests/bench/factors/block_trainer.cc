#include "factors/block_trainer.h"

#include <numeric>
#include <span>

#include "base/parallel.h"
#include "model/factors/eigenbasis.h"

namespace suggestd::bench {
namespace {

constexpr std::size_t kRowsPerChunk = 128;

}  // namespace

BlockTrainer::BlockTrainer(const model::Interactions& interactions, const model::AlsSettings& settings,
                           const BlockSettings& blocks, std::size_t threads)
    : interactions_(interactions),
      settings_(settings),
      blocks_(blocks),
      threads_(threads),
      factors_(model::AlsTrainer(interactions, settings, threads).factors()),
      solvers_(threads, BlockRowSolver(settings.dim, blocks.block)) {}

void BlockTrainer::run_epoch() {
  solve_side(interactions_.by_item(), factors_.users, factors_.items);
  solve_side(interactions_.by_user(), factors_.items, factors_.users);
}

void BlockTrainer::solve_side(const model::SparseMatrix& histories, model::FactorMatrix& fixed,
                              model::FactorMatrix& solved) {
  const model::Eigenbasis basis = model::eigenbasis_of(model::GramMatrix::of(fixed, threads_));
  model::rotate_rows(fixed, basis, threads_);
  model::rotate_rows(solved, basis, threads_);  // unlike exact rows these go on from where they were
  std::vector<float> eigenvalues(settings_.dim);
  for (std::size_t k = 0; k < settings_.dim; ++k) {
    eigenvalues[k] =
        static_cast<float>(basis.eigenvalues[k] * static_cast<double>(factors_.weights.unobserved));
  }
  const std::size_t fixed_rows = fixed.rows() == interactions_.users()
                                     ? interactions_.by_user().filled_rows()
                                     : interactions_.by_item().filled_rows();
  parallel_for(histories.rows(), kRowsPerChunk, threads_, [&](const Chunk& chunk) {
    std::vector<const float*> vectors;
    for (std::size_t r = chunk.begin; r < chunk.end; ++r) {
      const model::SparseRow history = histories.row(r);
      if (history.size() == 0) continue;
      vectors.clear();
      for (const std::uint32_t column : history.columns) vectors.push_back(fixed[column].data());
      const double observed = std::accumulate(history.confidences.begin(), history.confidences.end(), 0.0);
      const float ridge = factors_.weights.row_ridge(observed, fixed_rows);
      for (std::size_t pass = 0; pass < blocks_.passes; ++pass)
        solvers_[chunk.worker].solve(eigenvalues, {vectors, history.confidences, ridge}, solved[r]);
    }
  });
}

}  // namespace suggestd::bench
