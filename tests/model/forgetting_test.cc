// The steps that remove one person at once: their row goes from the Gram matrix and their items are solved
// again. als_trainer_test.cc shows that the next training makes it exact.
#include <catch2/catch.hpp>
#include <vector>

#include "model/factors/als_trainer.h"
#include "model/random_rows.h"

using namespace suggestd::model;

namespace {

constexpr std::size_t kUsers = 400;
constexpr std::size_t kItems = 150;

AlsSettings settled() {
  AlsSettings settings;
  settings.dim = 16;
  settings.epochs = 60;  // until the fixed point, so that two trainings differ by the person alone
  return settings;
}

// Solves row `r` of `rows` from its history and the other side.
void solve_row(const SparseMatrix& histories, std::size_t r, const FactorMatrix& other,
               const GramMatrix& gram, const AlsWeights& weights, std::size_t other_rows,
               FactorMatrix& rows) {
  const SparseRow history = histories.row(r);
  std::vector<const float*> vectors;
  double observed = 0;
  for (std::size_t i = 0; i < history.size(); ++i) {
    vectors.push_back(other[history.columns[i]].data());
    observed += static_cast<double>(history.confidences[i]);
  }
  RowSolver solver(rows.dim());
  const float ridge = weights.row_ridge(observed, other_rows);
  REQUIRE(
      solver.solve(UnobservedTerm(gram, weights.unobserved), {vectors, history.confidences, ridge}, rows[r]));
}

}  // namespace

// The models are compared by their loss on the rest of the data: two trainings end in different valleys of
// nearly one depth, so their vectors differ even when nothing was removed.
TEST_CASE("removing a person is at once within 1 % of the loss of a model trained without them") {
  const std::uint32_t removed = GENERATE(7U, 111U, 399U);
  CAPTURE(removed);
  const std::vector<Interaction> with = random_interactions(kUsers, kItems, 12, 6);
  std::vector<Interaction> without = with;
  std::erase_if(without, [&](const Interaction& pair) { return pair.user == removed; });
  const Interactions before(with, kUsers, kItems);
  const Interactions after(without, kUsers, kItems);
  const double never_there = loss_of(train_factors(after, settled(), 2), after, 1);

  AlsFactors model = train_factors(before, settled(), 2);
  model.weights = weights_for(settled(), after);
  const double kept = loss_of(model, after, 1);
  GramMatrix users = GramMatrix::of(model.users, 1);
  users.subtract(model.users[removed]);
  std::fill(model.users[removed].begin(), model.users[removed].end(), 0.0F);
  const std::size_t filled_users = after.by_user().filled_rows();
  for (const std::uint32_t item : before.by_user().row(removed).columns) {
    solve_row(after.by_item(), item, model.users, users, model.weights, filled_users, model.items);
  }
  const double at_once = loss_of(model, after, 1);
  CHECK(at_once < never_there * 1.01);
  CHECK(at_once < kept);

  for (std::size_t item = 0; item < kItems; ++item) {
    if (after.by_item().row(item).size() == 0) continue;
    solve_row(after.by_item(), item, model.users, users, model.weights, filled_users, model.items);
  }
  CHECK(loss_of(model, after, 1) < at_once);
}
