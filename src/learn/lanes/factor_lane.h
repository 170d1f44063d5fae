// The factors of people and products, re-solved row by row as the log touches them.
//
// Method   model/factors/row_solve.h on the current vectors of the other side; both Gram matrices follow each
//          row by rank-one corrections and are renewed from the rows on a schedule that counts them.
//          A row without interactions has no vector and is in no Gram matrix.
// Start    until the first full training there are no factors and solving does nothing.
// Threads  one; training uses as many more as it is told, with the same result.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "learn/facts/history.h"
#include "lookup/vector_index.h"
#include "model/blend/blend_features.h"
#include "model/factors/als_trainer.h"
#include "model/factors/factors.h"
#include "model/factors/gram.h"
#include "model/factors/row_solve.h"

namespace suggestd::learn {

// Called between epochs with the share done, 0 to 1.
using TrainingCallback = std::function<void(double)>;

// The vector at which a row is expected before its interactions are seen, and the share of it that counts: 0
// nothing, 1 all. With share 1, a row that nobody touched stays there, and each interaction moves it by the
// difference from the expectation: the prior mean is (a0 X'X / lambda + I) times the vector
// (docs/internals/model.md).
struct Expected {
  std::span<const float> vector;
  float share = 0;
};

class FactorLane {
 public:
  FactorLane(const model::AlsSettings& settings, std::size_t threads);

  bool trained() const noexcept { return trained_; }
  const model::AlsWeights& weights() const noexcept { return weights_; }
  // The loss after the last training of this process (model/factors/als_trainer.h); none before the first.
  std::optional<double> training_loss() const noexcept { return training_loss_; }

  // Trains all rows from the interactions and the seed alone.
  void train(const model::Interactions& interactions, const TrainingCallback& progress);

  // Solves one row exactly, given the other side. A row without interactions loses its vector, and so does a
  // row whose interactions are all with rows that have none. Without effect until trained.
  void solve_user(UserRow row, const LearnedRow& learned);
  void solve_product(ProductRow row, const LearnedRow& people, const Expected& expected = {});
  // Puts a product without interactions into the index alone, at `vector`; empty: takes it out. The next
  // training forgets it. Without effect until trained.
  void place_product(ProductRow row, std::span<const float> vector);

  // Sets the unobserved weight by the density of the data: `observed` is the sum of all confidences now. Rows
  // that were solved with the old weight stay until they are solved again. Without effect until trained.
  void renew_weights(double observed);

  // Sets the numbers that the learned blend adds up beside the factors (model/blend/blend_features.h); the
  // index keeps them behind each product's vector. Takes effect with the product's next solution, or with
  // index_products().
  void set_numbers(ProductRow row, const model::ItemNumbers& numbers);
  model::ItemNumbers numbers(ProductRow row) const;
  // Puts all products into the index anew.
  void index_products();

  // Empty if the row has no vector. Good until the next change.
  std::span<const float> user(UserRow row) const { return vector_of(users_, index(row)); }
  std::span<const float> product(ProductRow row) const { return vector_of(products_, index(row)); }

  std::size_t product_vector_count() const noexcept { return products_.present_count; }
  // Requires: trained().
  const model::GramMatrix& user_gram() const noexcept { return *users_.gram; }
  const model::GramMatrix& product_gram() const noexcept { return *products_.gram; }
  // The products' matrix as it is now; what is published does not change.
  std::shared_ptr<const model::GramMatrix> publish_gram() { return products_.gram.publish(); }

  // Vectors with their numbers behind them.
  lookup::VectorIndex publish_products() { return index_.snapshot(); }
  // The same vectors scaled to length 1: an inner product of two is their cosine.
  lookup::VectorIndex publish_directions() { return directions_.snapshot(); }

  // From a checkpoint: the rows, then the matrices as they were, corrections and all.
  void restore_user(UserRow row, std::span<const float> vector) { put(users_, index(row), vector); }
  void restore_product(ProductRow row, std::span<const float> vector);
  void restore(const model::AlsWeights& weights, model::GramMatrix users, model::GramMatrix products);

 private:
  // Published ones are shared until the next change, so that the model of a quiet shop holds each matrix once.
  class SharedGram {
   public:
    void set(model::GramMatrix gram) {
      gram_ = std::make_shared<model::GramMatrix>(std::move(gram));
      published_ = false;
    }
    // Requires: set.
    model::GramMatrix& edit() {
      if (published_) set(model::GramMatrix(*gram_));
      return *gram_;
    }
    std::shared_ptr<const model::GramMatrix> publish() {
      published_ = true;
      return gram_;
    }
    const model::GramMatrix& operator*() const noexcept { return *gram_; }
    const model::GramMatrix* operator->() const noexcept { return gram_.get(); }

   private:
    // It has dim x dim numbers, so a shop that was never trained has none.
    std::shared_ptr<model::GramMatrix> gram_;
    bool published_ = false;
  };

  struct Side {
    explicit Side(std::size_t dim) : vectors(0, dim) {}
    model::FactorMatrix vectors;
    std::vector<bool> present;
    std::size_t present_count = 0;
    SharedGram gram;
    std::optional<model::UnobservedTerm> unobserved;  // a0 Y'Y; made when it is needed
    bool unobserved_stale = true;
  };

  static std::span<const float> vector_of(const Side& side, std::size_t row);
  static void put(Side& side, std::size_t row, std::span<const float> vector);
  void adopt(Side& side, model::FactorMatrix vectors, const model::SparseMatrix& histories);
  void solve(Side& side, std::size_t row, const LearnedRow& learned, Side& other, const Expected& expected);
  void set_prior_mean(const Side& other, float ridge, const Expected& expected);
  void replace(Side& side, std::size_t row, std::span<const float> vector);
  static const model::UnobservedTerm& unobserved_term(Side& side, float weight);
  void renew_if_due(Side& side);
  void index_product(ProductRow row);

  model::AlsSettings settings_;
  std::size_t threads_;
  bool trained_ = false;
  std::optional<double> training_loss_;
  model::AlsWeights weights_{};
  Side users_;
  Side products_;
  std::optional<model::RowSolver> solver_;   // a workspace of some dim x dim; none until a row is solved
  std::vector<const float*> known_vectors_;  // workspace of solve()
  std::vector<float> known_confidences_;
  std::vector<float> solution_;
  std::vector<float> prior_mean_;
  std::map<ProductRow, std::vector<float>> placed_;
  std::vector<model::ItemNumbers> numbers_;  // by product; zeros beyond the end
  std::vector<float> indexed_;               // workspace of index_product(): vector and numbers
  lookup::VectorIndexBuilder index_;
  lookup::VectorIndexBuilder directions_;
};

}  // namespace suggestd::learn
