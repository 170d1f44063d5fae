#include "model/blend/choice_regression.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>

namespace suggestd::model {
namespace {

// People choose one of ten by log-odds 2 a - b; the third feature is noise, the fourth the same for all ten.
std::vector<Occasion> choices(std::size_t count) {
  std::mt19937 random(11);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform;
  std::vector<Occasion> occasions(count);
  for (Occasion& occasion : occasions) {
    const double common = normal(random);
    std::size_t best = 0;
    double highest = -1e9;
    for (std::size_t i = 0; i < 10; ++i) {
      const double a = normal(random);
      const double b = normal(random);
      for (const double value : {a, b, normal(random), common})
        occasion.features.push_back(static_cast<float>(value));
      occasion.chosen.push_back(0);
      const double gumbel = -std::log(-std::log(uniform(random)));
      if (2 * a - b + gumbel > highest) highest = 2 * a - b + gumbel, best = i;
    }
    occasion.chosen[best] = 1;
  }
  return occasions;
}

TEST_CASE("the weights that made the choices are found again") {
  const ChoiceWeights weights = fit_choices(choices(4'000), 4, {}, 1);
  REQUIRE(weights.weights.size() == 4);
  CHECK(weights.weights[0] == Approx(2).margin(0.12));
  CHECK(weights.weights[1] == Approx(-1).margin(0.08));
  CHECK(weights.weights[2] == Approx(0).margin(0.06));
  CHECK(weights.weights[3] == Approx(0).margin(1e-3));
}

TEST_CASE("a score is the sum of its features' shares") {
  const ChoiceWeights weights = fit_choices(choices(200), 4, {}, 1);
  const std::vector<float> features = {1.0F, -2.0F, 0.5F, 3.0F};
  double sum = 0;
  for (std::size_t f = 0; f < 4; ++f) sum += weights.share(f, features[f]);
  CHECK(weights.score(features) == Approx(sum));
}

TEST_CASE("two features that always agree share the weight and do no harm") {
  std::vector<Occasion> occasions = choices(500);
  for (Occasion& occasion : occasions) {
    for (std::size_t i = 0; i < occasion.chosen.size(); ++i)
      occasion.features[4 * i + 2] = occasion.features[4 * i];
  }
  const ChoiceWeights weights = fit_choices(occasions, 4, {}, 1);
  CHECK(weights.weights[0] == Approx(weights.weights[2]).margin(0.01));
  CHECK(weights.weights[0] + weights.weights[2] == Approx(2).margin(0.35));
}

TEST_CASE("any number of threads gives the same weights, bit for bit") {
  const std::vector<Occasion> occasions = choices(700);
  CHECK(fit_choices(occasions, 4, {}, 1).weights == fit_choices(occasions, 4, {}, 3).weights);
}

TEST_CASE("without a choice nothing is learned") {
  std::vector<Occasion> occasions = choices(3);
  for (Occasion& occasion : occasions) occasion.chosen.assign(10, 0);
  CHECK(fit_choices(occasions, 4, {}, 1).empty());
  CHECK(fit_choices({}, 4, {}, 1).empty());
}

}  // namespace
}  // namespace suggestd::model
