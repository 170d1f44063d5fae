#include "evaluate/lane_weights.h"

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "evaluate/split_trial.h"

namespace suggestd::evaluate {
namespace {

// Circles of people, each with most products of the circle; everybody's last one is held out.
struct Sets {
  std::vector<UserItems> train;
  std::vector<UserItems> held;
};

Sets circles(int people) {
  Sets sets;
  for (int u = 0; u < people; ++u) {
    std::vector<std::string> items;
    for (int i = 0; i < 12; ++i) {
      if ((u * 5 + i * 3) % 7 < 5) items.push_back(fmt::format("{}", (u % 6) * 12 + i));
    }
    sets.held.push_back({fmt::format("{}", u), {items.back()}});
    items.pop_back();
    sets.train.push_back({fmt::format("{}", u), std::move(items)});
  }
  return sets;
}

LaneTable table_of(const Sets& sets, unsigned threads) {
  learn::ModelOptions model;
  model.factors.dim = 8;
  model.threads = threads;
  return SplitTrial(sets.train, sets.held, model).lane_table(0);
}

}  // namespace

TEST_CASE("a table of lanes scores weights as whole lists do") {
  const Sets sets = circles(120);
  learn::ModelOptions model;
  model.factors.dim = 8;
  const SplitTrial trial(sets.train, sets.held, model);
  const recommend::FixedSumWeights weights =
      GENERATE(recommend::FixedSumWeights{}, recommend::FixedSumWeights{1, 0, 0, 0},
               recommend::FixedSumWeights{0, 0, 1, 3});
  const Quality quality = trial.quality(weights, {5, 0}).value();
  CHECK(trial.lane_table(0).score(weights, 5) ==
        Approx((quality.recall.value + quality.ndcg.value) / 2).margin(1e-9));
}

TEST_CASE("weights that mislead are replaced, on any number of threads alike") {
  const Sets sets = circles(120);
  const recommend::FixedSumWeights misleading{1, -3, -3, -3};
  const LaneWeights one = learn_lane_weights(table_of(sets, 1), misleading, 3);
  const LaneWeights three = learn_lane_weights(table_of(sets, 3), misleading, 3);
  CHECK(one.learned);
  CHECK(one.score > table_of(sets, 1).score(misleading, 3));
  CHECK(one.lanes == three.lanes);
}

TEST_CASE("weights stay where little is to be gained, and where few people teach") {
  const Sets many = circles(120);
  const LaneWeights found = learn_lane_weights(table_of(many, 1), {}, 72);  // lists of nearly everything
  CHECK_FALSE(found.learned);
  CHECK(found.lanes == recommend::FixedSumWeights{});
  const recommend::FixedSumWeights misleading{1, -3, -3, -3};
  CHECK_FALSE(learn_lane_weights(table_of(circles(60), 1), misleading, 3).learned);
}

}  // namespace suggestd::evaluate
