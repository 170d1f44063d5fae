#include "model/blend/blend_features.h"

#include <catch2/catch.hpp>
#include <random>
#include <set>
#include <string_view>
#include <vector>

#include "model/blend/fast_log.h"
#include "seed.h"

namespace suggestd::model {
namespace {

TEST_CASE("each feature has a name of its own and each part a name") {
  std::set<std::string_view> names;
  for (const BlendFeature& feature : blend_features()) {
    CHECK(names.insert(feature.name).second);
    CHECK_FALSE(blend_part_name(feature.part).empty());
  }
}

TEST_CASE(
    "of a product that was never bought, the short form of the weights gives the score of all features") {
  std::mt19937 random = random_numbers(3);
  std::uniform_real_distribution<float> uniform(-1, 1);
  ChoiceWeights weights;
  for (std::size_t f = 0; f < blend_features().size(); ++f) {
    weights.weights.push_back(static_cast<double>(uniform(random)));
    weights.means.push_back(static_cast<double>(uniform(random)));
  }
  const PersonPast person({{-21, {1, 2}}, {-14, {1}}, {-7, {3}}}, 0);
  const NewItemWeights short_form(weights, person);
  for (int i = 0; i < 50; ++i) {
    const auto positive = [&] { return 2 * uniform(random) + 2; };
    const SeenItem item{{uniform(random), positive(), uniform(random), positive()}, 2};
    const SeenLanes lanes{uniform(random), positive(), positive(), positive(), positive(), positive()};
    std::vector<float> features(blend_features().size());
    write_features(person, nullptr, item, lanes, features);
    const auto share = [](const NewItemWeights::Lane& lane, float x) {
      return lane.plain * x + lane.log * log_plus(x);
    };
    float score = short_form.constant + short_form.factors * lanes.factors +
                  share(short_form.linear, lanes.linear) +
                  share(short_form.recent_linear, lanes.recent_linear) +
                  share(short_form.cooccurrence, lanes.cooccurrence) +
                  share(short_form.basket_linear, lanes.basket_linear) +
                  share(short_form.next_basket, lanes.next_basket);
    for (std::size_t n = 0; n < kItemNumbers; ++n) score += short_form.numbers[n] * item.numbers[n];
    CHECK(static_cast<double>(score) == Approx(weights.score(features)).epsilon(1e-4));
  }
}

}  // namespace
}  // namespace suggestd::model
