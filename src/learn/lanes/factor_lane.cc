#include "learn/lanes/factor_lane.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "model/factors/dense_kernels.h"

namespace suggestd::learn {
namespace {

// A Gram matrix is made anew after kCorrectionsPerRow corrections for each row that has a vector, and at
// least kMinCorrections. Until then its drift stays below float's own rounding (docs/decisions/0161).
constexpr std::uint64_t kCorrectionsPerRow = 32;
constexpr std::uint64_t kMinCorrections = 100'000;

}  // namespace

FactorLane::FactorLane(const model::AlsSettings& settings, std::size_t threads)
    : settings_(settings),
      threads_(threads),
      users_(settings.dim),
      products_(settings.dim),
      solution_(settings.dim),
      index_(settings.dim + model::kItemNumbers, model::kItemNumbers),
      directions_(settings.dim) {}

void FactorLane::train(const model::Interactions& interactions, const TrainingCallback& progress) {
  placed_.clear();
  model::AlsTrainer trainer(interactions, settings_, threads_);
  while (trainer.epochs_run() < settings_.epochs) {
    trainer.run_epoch();
    if (progress) progress(static_cast<double>(trainer.epochs_run()) / static_cast<double>(settings_.epochs));
  }
  model::AlsFactors factors = std::move(trainer).take();
  training_loss_ = model::loss_of(factors, interactions, threads_);
  weights_ = factors.weights;
  trained_ = true;
  adopt(users_, std::move(factors.users), interactions.by_user());
  adopt(products_, std::move(factors.items), interactions.by_item());
  index_products();
}

void FactorLane::index_products() {
  for (std::size_t row = 0; row < products_.present.size(); ++row)
    index_product(static_cast<ProductRow>(row));
}

void FactorLane::set_numbers(ProductRow row, const model::ItemNumbers& numbers) {
  if (index(row) >= numbers_.size()) numbers_.resize(index(row) + 1);
  numbers_[index(row)] = numbers;
}

model::ItemNumbers FactorLane::numbers(ProductRow row) const {
  return index(row) < numbers_.size() ? numbers_[index(row)] : model::ItemNumbers{};
}

void FactorLane::adopt(Side& side, model::FactorMatrix vectors, const model::SparseMatrix& histories) {
  side.vectors = std::move(vectors);
  side.present.assign(side.vectors.rows(), false);
  side.present_count = histories.filled_rows();
  for (std::size_t row = 0; row < histories.rows(); ++row) side.present[row] = histories.row(row).size() > 0;
  side.gram.set(model::GramMatrix::of(side.vectors, threads_));
  side.unobserved_stale = true;
}

void FactorLane::solve_user(UserRow row, const LearnedRow& learned) {
  solve(users_, index(row), learned, products_, {});
}

void FactorLane::solve_product(ProductRow row, const LearnedRow& people, const Expected& expected) {
  solve(products_, index(row), people, users_, expected);
  index_product(row);
}

void FactorLane::place_product(ProductRow row, std::span<const float> vector) {
  if (!trained_) return;
  if (vector.empty()) {
    placed_.erase(row);
  } else {
    placed_[row].assign(vector.begin(), vector.end());
  }
  index_product(row);
}

void FactorLane::set_prior_mean(const Side& other, float ridge, const Expected& expected) {
  prior_mean_.assign(settings_.dim, 0.0F);
  const double factor = static_cast<double>(weights_.unobserved) / static_cast<double>(ridge);
  for (std::size_t i = 0; i < settings_.dim; ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < settings_.dim; ++j)
      sum += other.gram->at(i, j) * static_cast<double>(expected.vector[j]);
    const double mean = factor * sum + static_cast<double>(expected.vector[i]);
    prior_mean_[i] = expected.share * static_cast<float>(mean);
  }
}

void FactorLane::solve(Side& side, std::size_t row, const LearnedRow& learned, Side& other,
                       const Expected& expected) {
  if (!trained_) return;
  known_vectors_.clear();
  known_confidences_.clear();
  double observed = 0;
  for (std::size_t i = 0; i < learned.columns.size(); ++i) {
    const std::span<const float> vector = vector_of(other, learned.columns[i]);
    if (vector.empty()) continue;
    known_vectors_.push_back(vector.data());
    known_confidences_.push_back(learned.confidences[i]);
    observed += static_cast<double>(learned.confidences[i]);
  }
  if (known_vectors_.empty()) return replace(side, row, {});
  const model::UnobservedTerm& unobserved = unobserved_term(other, weights_.unobserved);
  model::RowProblem problem{known_vectors_, known_confidences_,
                            weights_.row_ridge(observed, other.present_count)};
  if (expected.share > 0) {
    set_prior_mean(other, problem.ridge, expected);
    problem.prior_mean = prior_mean_.data();
  }
  if (!solver_) solver_.emplace(settings_.dim);
  if (solver_->solve(unobserved, problem, solution_)) replace(side, row, solution_);
}

const model::UnobservedTerm& FactorLane::unobserved_term(Side& side, float weight) {
  if (!std::exchange(side.unobserved_stale, false)) return *side.unobserved;
  if (side.unobserved) {
    side.unobserved->assign(*side.gram, weight);
  } else {
    side.unobserved.emplace(*side.gram, weight);
  }
  return *side.unobserved;
}

void FactorLane::renew_weights(double observed) {
  if (!trained_ || users_.present_count == 0 || products_.present_count == 0) return;
  weights_ = model::weights_for(settings_, observed, users_.present_count, products_.present_count);
  users_.unobserved_stale = products_.unobserved_stale = true;
}

void FactorLane::replace(Side& side, std::size_t row, std::span<const float> vector) {
  const std::span<const float> before = vector_of(side, row);
  if (before.empty() && vector.empty()) return;
  side.unobserved_stale = true;
  if (!before.empty()) side.gram.edit().subtract(before);
  put(side, row, vector);
  if (!vector.empty()) side.gram.edit().add(vector);
  renew_if_due(side);
}

void FactorLane::put(Side& side, std::size_t row, std::span<const float> vector) {
  if (row >= side.vectors.rows()) {
    side.vectors.resize_rows(row + 1);
    side.present.resize(row + 1, false);
  }
  if (side.present[row]) --side.present_count;
  side.present[row] = !vector.empty();
  if (side.present[row]) ++side.present_count;
  const std::span<float> place = side.vectors[row];
  std::fill(place.begin(), place.end(), 0.0F);
  std::copy(vector.begin(), vector.end(), place.begin());
}

void FactorLane::renew_if_due(Side& side) {
  const std::uint64_t due = std::max(kMinCorrections, kCorrectionsPerRow * side.present_count);
  if (side.gram->corrections() >= due) side.gram.set(model::GramMatrix::of(side.vectors, threads_));
}

std::span<const float> FactorLane::vector_of(const Side& side, std::size_t row) {
  if (row >= side.present.size() || !side.present[row]) return {};
  return side.vectors[row];
}

void FactorLane::index_product(ProductRow row) {
  std::span<const float> vector = product(row);
  if (const auto placed = placed_.find(row); vector.empty() && placed != placed_.end())
    vector = placed->second;
  // The solver's numbers are finite and far below the index's limit.
  const model::ItemNumbers behind = numbers(row);
  indexed_.assign(vector.begin(), vector.end());
  indexed_.insert(indexed_.end(), behind.begin(), behind.end());
  if (vector.empty() || !index_.set_row(row, indexed_).ok()) {
    index_.clear_row(row);
    directions_.clear_row(row);
    return;
  }
  const float length = std::sqrt(model::dot(vector.data(), vector.data(), vector.size()));
  std::vector<float> direction(vector.begin(), vector.end());
  for (float& value : direction) value /= length;
  if (length == 0 || !directions_.set_row(row, direction).ok()) directions_.clear_row(row);
}

void FactorLane::restore_product(ProductRow row, std::span<const float> vector) {
  put(products_, index(row), vector);
  index_product(row);
}

void FactorLane::restore(const model::AlsWeights& weights, model::GramMatrix users,
                         model::GramMatrix products) {
  trained_ = true;
  weights_ = weights;
  users_.gram.set(std::move(users));
  products_.gram.set(std::move(products));
  users_.unobserved_stale = products_.unobserved_stale = true;
}

}  // namespace suggestd::learn
