// Full training of the factorisation: alternating row solves over all rows.
//
// Method   an epoch solves every item given the users, then every user given the items. Before each half
//          both sides are rotated to the eigenbasis of the fixed side's Gram matrix, which changes no
//          score. There each row goes some steps of conjugate gradients on from its last vector
//          (conjugate_gradients.h). Why not exactly (row_solve.h) or by blocks: docs/decisions/0100.
// Start    each user's first vector comes from the seed and the user's row alone, so that leaving a
//          row out does not change how the others begin. Rows without a history stay zero and are
//          not counted.
// Result   the same bytes for any number of threads.
// Threads  a trainer belongs to one thread; it uses as many more as it is told.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "model/factors/factors.h"
#include "model/factors/row_solve.h"
#include "model/interactions.h"

namespace suggestd::model {

struct AlsSettings {
  std::size_t dim = 128;
  std::size_t epochs = 6;
  // a0 = unobserved_scale * density^0.75, where density is the mean confidence of all pairs: on data ten
  // times as dense the best a0 is some five times as large (docs/decisions/0101). A larger one gives lists
  // nearer to the popular products, and a model that is surer of the products a person would not take.
  float unobserved_scale = 4.0F;
  float ridge = 0.004F;
  float exponent = 1.0F;
  float start_deviation = 0.1F;  // of a start vector's length
  std::uint64_t seed = 1;
  // Steps of conjugate gradients for each row in each epoch of a full training. 0: all rows exactly, which
  // takes about twice as long to the same quality (docs/decisions/0100).
  std::size_t steps = 2;
};

// The settings' weights on data whose confidences add up to `observed`, of `users` users and `items` items
// that have any.
AlsWeights weights_for(const AlsSettings& settings, double observed, std::size_t users, std::size_t items);
AlsWeights weights_for(const AlsSettings& settings, const Interactions& interactions);

struct AlsFactors {
  FactorMatrix users;
  FactorMatrix items;
  AlsWeights weights;
};

// The loss that training lowers: sum over observed of w (1 - <x, y>)^2 + a0 * sum over all of <x, y>^2 + sum
// of lambda_r |row r|^2. Requires: the factors have a row for each user and item.
double loss_of(const AlsFactors& factors, const Interactions& interactions, std::size_t threads);

class AlsTrainer {
 public:
  // `interactions` must outlive the trainer. Requires: threads > 0, settings.dim > 0.
  AlsTrainer(const Interactions& interactions, const AlsSettings& settings, std::size_t threads);

  void run_epoch();

  std::size_t epochs_run() const noexcept { return epochs_run_; }
  const AlsFactors& factors() const noexcept { return factors_; }
  AlsFactors take() && { return std::move(factors_); }

 private:
  void solve_side(const SparseMatrix& histories, FactorMatrix& fixed, std::size_t fixed_rows,
                  FactorMatrix& solved);

  const Interactions& interactions_;
  AlsSettings settings_;
  std::size_t threads_;
  std::size_t filled_users_;
  std::size_t filled_items_;
  std::size_t epochs_run_ = 0;
  AlsFactors factors_;
  std::vector<RowSolver> solvers_;                // one a worker
  std::vector<AlignedVector<float>> workspaces_;  // the same
};

struct TrainingProgress {
  std::size_t epochs_run;
  std::size_t epochs;
};

// settings.epochs epochs; `progress` (may be empty) is called after each.
AlsFactors train_factors(const Interactions& interactions, const AlsSettings& settings, std::size_t threads,
                         const std::function<void(const TrainingProgress&)>& progress = {});

}  // namespace suggestd::model
