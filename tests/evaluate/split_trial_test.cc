#include "evaluate/split_trial.h"

#include <fmt/format.h>
#include <catch2/catch.hpp>

namespace suggestd::evaluate {
namespace {

// Everybody of a circle has its four products, but the first person of each misses the last one.
struct Circles {
  std::vector<UserItems> train;
  std::vector<UserItems> test;
};

Circles circles() {
  Circles sets;
  for (int u = 0; u < 24; ++u) {
    const int first = (u % 3) * 4;
    UserItems user{fmt::format("{}", u), {}};
    for (int i = 0; i < (u < 3 ? 3 : 4); ++i) user.items.push_back(fmt::format("{}", first + i));
    sets.train.push_back(std::move(user));
    if (u < 3) sets.test.push_back({fmt::format("{}", u), {fmt::format("{}", first + 3)}});
  }
  return sets;
}

learn::ModelOptions small_model(unsigned threads) {
  learn::ModelOptions model;
  model.factors.dim = 8;
  model.threads = threads;
  return model;
}

}  // namespace

TEST_CASE("each lane and their blend find the product that a circle shares") {
  const Circles sets = circles();
  const SplitTrial trial(sets.train, sets.test, small_model(1));
  CHECK(trial.products() == 12);
  const recommend::FixedSumWeights weights =
      GENERATE(recommend::FixedSumWeights{}, recommend::FixedSumWeights{1, 0, 0, 0},
               recommend::FixedSumWeights{0, 1, 0, 0}, recommend::FixedSumWeights{0, 0, 1, 0},
               recommend::FixedSumWeights{0, 0, 0, 1});
  const Quality quality = trial.quality(weights, {1, 0}).value();
  CHECK(quality.users == 3);
  CHECK(quality.recall.value == 1);
  CHECK(quality.ndcg.value == 1);
}

TEST_CASE("a sample scores so many people, on any number of threads alike") {
  const Circles sets = circles();
  const Quality one = SplitTrial(sets.train, sets.test, small_model(1)).quality({}, {2, 2}).value();
  const Quality four = SplitTrial(sets.train, sets.test, small_model(4)).quality({}, {2, 2}).value();
  CHECK(one.users == 2);
  CHECK(one.ndcg.value == four.ndcg.value);
  CHECK(one.novelty == four.novelty);
}

}  // namespace suggestd::evaluate
