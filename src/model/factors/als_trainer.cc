#include "model/factors/als_trainer.h"

#include <cassert>
#include <cmath>
#include <numbers>

#include "base/parallel.h"
#include "model/factors/conjugate_gradients.h"
#include "model/factors/dense_kernels.h"
#include "model/factors/eigenbasis.h"

namespace suggestd::model {
namespace {

constexpr std::size_t kRowsPerChunk = 128;
constexpr double kDensityPower = 0.75;

// SplitMix64 (Steele, Lea, Flood, Fast Splittable Pseudorandom Number Generators, OOPSLA 2014) used as
// a hash: value k of row r under a seed does not depend on any other value.
std::uint64_t mix(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15U;
  value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
  value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
  return value ^ (value >> 31U);
}

// A number in (0, 1].
double uniform(std::uint64_t bits) { return (static_cast<double>(bits >> 11U) + 1.0) * 0x1p-53; }

// Normal numbers by Box and Muller, of length about `deviation`.
void fill_start(std::uint64_t seed, std::size_t row, float deviation, std::span<float> vector) {
  const std::uint64_t row_seed = mix(seed ^ mix(row));
  const double scale = static_cast<double>(deviation) / std::sqrt(static_cast<double>(vector.size()));
  for (std::size_t k = 0; k < vector.size(); ++k) {
    const double radius = std::sqrt(-2.0 * std::log(uniform(mix(row_seed + 2 * k))));
    const double angle = 2.0 * std::numbers::pi * uniform(mix(row_seed + 2 * k + 1));
    vector[k] = static_cast<float>(scale * radius * std::cos(angle));
  }
}

double sum_of(std::span<const float> values) {
  double sum = 0;
  for (const float value : values) sum += static_cast<double>(value);
  return sum;
}

double squared_length(std::span<const float> x) {
  double sum = 0;
  for (const float value : x) sum += static_cast<double>(value) * static_cast<double>(value);
  return sum;
}

// Sum of all pairs' squared scores: the inner product of the two Gram matrices.
double sum_of_squared_scores(const GramMatrix& a, const GramMatrix& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.dim(); ++i) {
    for (std::size_t j = 0; j < a.dim(); ++j) sum += a.at(i, j) * b.at(i, j);
  }
  return sum;
}

double ridge_loss(const SparseMatrix& histories, const FactorMatrix& rows, const AlsWeights& weights,
                  std::size_t other_rows) {
  double sum = 0;
  for (std::size_t r = 0; r < rows.rows(); ++r) {
    const double observed = sum_of(histories.row(r).confidences);
    if (observed > 0)
      sum += static_cast<double>(weights.row_ridge(observed, other_rows)) * squared_length(rows[r]);
  }
  return sum;
}

}  // namespace

AlsWeights weights_for(const AlsSettings& settings, double observed, std::size_t users, std::size_t items) {
  const double possible = static_cast<double>(users) * static_cast<double>(items);
  const double density = possible > 0 ? observed / possible : 0;
  const double unobserved = static_cast<double>(settings.unobserved_scale) * std::pow(density, kDensityPower);
  return {static_cast<float>(unobserved), settings.ridge, settings.exponent};
}

AlsWeights weights_for(const AlsSettings& settings, const Interactions& interactions) {
  double observed = 0;
  for (std::size_t user = 0; user < interactions.users(); ++user) {
    observed += sum_of(interactions.by_user().row(user).confidences);
  }
  return weights_for(settings, observed, interactions.by_user().filled_rows(),
                     interactions.by_item().filled_rows());
}

double loss_of(const AlsFactors& factors, const Interactions& interactions, std::size_t threads) {
  const AlsWeights& weights = factors.weights;
  double sum =
      static_cast<double>(weights.unobserved) *
      sum_of_squared_scores(GramMatrix::of(factors.users, threads), GramMatrix::of(factors.items, threads));
  for (std::size_t user = 0; user < interactions.users(); ++user) {
    const SparseRow history = interactions.by_user().row(user);
    for (std::size_t i = 0; i < history.size(); ++i) {
      const float miss = 1.0F - dot(factors.users[user].data(), factors.items[history.columns[i]].data(),
                                    factors.users.dim());
      sum += static_cast<double>(history.confidences[i] * miss * miss);
    }
  }
  return sum +
         ridge_loss(interactions.by_user(), factors.users, weights, interactions.by_item().filled_rows()) +
         ridge_loss(interactions.by_item(), factors.items, weights, interactions.by_user().filled_rows());
}

AlsTrainer::AlsTrainer(const Interactions& interactions, const AlsSettings& settings, std::size_t threads)
    : interactions_(interactions),
      settings_(settings),
      threads_(threads),
      filled_users_(interactions.by_user().filled_rows()),
      filled_items_(interactions.by_item().filled_rows()),
      factors_{FactorMatrix(interactions.users(), settings.dim),
               FactorMatrix(interactions.items(), settings.dim), weights_for(settings, interactions)},
      solvers_(threads, RowSolver(settings.dim)),
      workspaces_(threads) {
  assert(threads > 0 && settings.dim > 0);
  for (std::size_t user = 0; user < interactions.users(); ++user) {
    if (interactions.by_user().row(user).size() == 0) continue;
    fill_start(settings.seed, user, settings.start_deviation, factors_.users[user]);
  }
}

void AlsTrainer::run_epoch() {
  solve_side(interactions_.by_item(), factors_.users, filled_users_, factors_.items);
  solve_side(interactions_.by_user(), factors_.items, filled_items_, factors_.users);
  ++epochs_run_;
}

void AlsTrainer::solve_side(const SparseMatrix& histories, FactorMatrix& fixed, std::size_t fixed_rows,
                            FactorMatrix& solved) {
  const Eigenbasis basis = eigenbasis_of(GramMatrix::of(fixed, threads_));
  rotate_rows(fixed, basis, threads_);
  if (settings_.steps > 0) rotate_rows(solved, basis, threads_);  // rows go on from where they are
  std::vector<float> eigenvalues(settings_.dim);
  for (std::size_t k = 0; k < settings_.dim; ++k) {
    eigenvalues[k] =
        static_cast<float>(basis.eigenvalues[k] * static_cast<double>(factors_.weights.unobserved));
  }
  parallel_for(histories.rows(), kRowsPerChunk, threads_, [&](const Chunk& chunk) {
    std::vector<const float*> vectors;
    for (std::size_t r = chunk.begin; r < chunk.end; ++r) {
      const SparseRow history = histories.row(r);
      if (history.size() == 0) continue;
      vectors.clear();
      for (const std::uint32_t column : history.columns) vectors.push_back(fixed[column].data());
      const float ridge = factors_.weights.row_ridge(sum_of(history.confidences), fixed_rows);
      const RowProblem problem{vectors, history.confidences, ridge};
      if (settings_.steps > 0) {
        approach_by_conjugate_gradients(eigenvalues, problem, settings_.steps, workspaces_[chunk.worker],
                                        solved[r]);
        continue;
      }
      // A row that can't be solved keeps its vector: it is solved again in the next epoch.
      static_cast<void>(solvers_[chunk.worker].solve_in_eigenbasis(eigenvalues, problem, solved[r]));
    }
  });
}

AlsFactors train_factors(const Interactions& interactions, const AlsSettings& settings, std::size_t threads,
                         const std::function<void(const TrainingProgress&)>& progress) {
  AlsTrainer trainer(interactions, settings, threads);
  while (trainer.epochs_run() < settings.epochs) {
    trainer.run_epoch();
    if (progress) progress({trainer.epochs_run(), settings.epochs});
  }
  return std::move(trainer).take();
}

}  // namespace suggestd::model
