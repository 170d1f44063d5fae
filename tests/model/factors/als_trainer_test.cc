#include "model/factors/als_trainer.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "model/factors/dense_kernels.h"
#include "model/random_rows.h"

using namespace suggestd::model;

namespace {

AlsSettings small_settings() {
  AlsSettings settings;
  settings.dim = 16;
  settings.epochs = 6;
  return settings;
}

}  // namespace

TEST_CASE("training gives the same bytes for any number of threads") {
  const Interactions interactions(random_interactions(700, 500, 12, 1), 700, 500);
  const AlsFactors alone = train_factors(interactions, small_settings(), 1);
  const AlsFactors two = train_factors(interactions, small_settings(), 2);
  const AlsFactors five = train_factors(interactions, small_settings(), 5);
  CHECK(alone.users == two.users);
  CHECK(alone.items == two.items);
  CHECK(alone.users == five.users);
  CHECK(alone.items == five.items);
}

TEST_CASE("each epoch lowers the loss and progress is told") {
  const Interactions interactions(random_interactions(300, 200, 10, 2), 300, 200);
  AlsTrainer trainer(interactions, small_settings(), 2);
  double before = loss_of(trainer.factors(), interactions, 2);
  for (int epoch = 0; epoch < 5; ++epoch) {
    trainer.run_epoch();
    const double after = loss_of(trainer.factors(), interactions, 2);
    CHECK(after < before * (1 + 1e-6));
    before = after;
  }
  std::size_t told = 0;
  train_factors(interactions, small_settings(), 1, [&](const TrainingProgress& progress) {
    CHECK(progress.epochs_run == ++told);
    CHECK(progress.epochs == 6);
  });
  CHECK(told == 6);
}

TEST_CASE("people are offered what people of their taste have") {
  const std::size_t users = 400;
  const std::size_t items = 100;
  const Interactions interactions(random_interactions(users, items, 12, 3), users, items);
  const AlsFactors factors = train_factors(interactions, small_settings(), 2);
  double own = 0;
  double other = 0;
  for (std::size_t user = 0; user < users; ++user) {
    for (std::size_t item = 0; item < items; ++item) {
      const float score = dot(factors.users[user].data(), factors.items[item].data(), 16);
      (item % 5 == user % 5 ? own : other) += static_cast<double>(score);
    }
  }
  CHECK(own / 1.0 > 2.0 * other / 4.0);
}

TEST_CASE("rows without a history stay zero and change nothing for the others") {
  std::vector<Interaction> pairs = random_interactions(100, 80, 8, 4);
  const AlsFactors tight = train_factors(Interactions(pairs, 100, 80), small_settings(), 1);
  const AlsFactors roomy = train_factors(Interactions(pairs, 130, 90), small_settings(), 1);
  for (std::size_t user = 0; user < 100; ++user) {
    CHECK(std::equal(tight.users[user].begin(), tight.users[user].end(), roomy.users[user].begin()));
  }
  for (std::size_t user = 100; user < 130; ++user) {
    CHECK(std::all_of(roomy.users[user].begin(), roomy.users[user].end(),
                      [](float value) { return value == 0; }));
  }
}

TEST_CASE("nothing to learn from gives vectors of zeros") {
  const AlsFactors factors = train_factors(Interactions({}, 3, 2), small_settings(), 1);
  CHECK(factors.users == FactorMatrix(3, 16));
  CHECK(factors.items == FactorMatrix(2, 16));
}

// The sweep that makes forgetting exact is a training from the seed; its start does not depend on who else
// was there.
TEST_CASE("training after a person is removed gives, byte for byte, the model without the person") {
  std::vector<Interaction> without = random_interactions(120, 80, 9, 5);
  std::vector<Interaction> with = without;
  for (std::uint32_t item = 0; item < 80; item += 6) with.push_back({120, item});
  const AlsFactors never_there = train_factors(Interactions(without, 120, 80), small_settings(), 2);

  std::erase_if(with, [](const Interaction& pair) { return pair.user == 120; });
  const AlsFactors forgotten = train_factors(Interactions(with, 121, 80), small_settings(), 1);
  CHECK(forgotten.items == never_there.items);
  CHECK(
      std::all_of(forgotten.users[120].begin(), forgotten.users[120].end(), [](float x) { return x == 0; }));
  for (std::size_t user = 0; user < 120; ++user) {
    CHECK(std::equal(never_there.users[user].begin(), never_there.users[user].end(),
                     forgotten.users[user].begin()));
  }
}
