#include "model/blend/person_view.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <set>
#include <string>

#include "model/sample_baskets.h"

namespace suggestd::model {
namespace {

class View {
 public:
  View()
      : people(sample_baskets(60, 5)),
        lanes(BasketLanes::learn(people, kSampleItems, 0, sample_blend_options().lanes, 1)),
        view(lanes) {}

  float feature(std::string_view name, std::uint32_t item) {
    std::vector<float> values(blend_features().size());
    view.features(item, values);
    for (std::size_t f = 0; f < values.size(); ++f) {
      if (blend_features()[f].name == name) return values[f];
    }
    FAIL("no feature is named " << name);
    return 0;
  }

  std::vector<BasketHistory> people;
  BasketLanes lanes;
  PersonView view;
};

TEST_CASE("the history of a product is counted by baskets") {
  View shop;
  const BasketHistory history = {{-21, {1, 2}}, {-14, {1}}, {-7, {3}}};
  shop.view.look(history, 0);
  CHECK(shop.feature("bought before", 1) == 1);
  CHECK(shop.feature("bought before", 5) == 0);
  CHECK(shop.feature("times, slow decay", 1) == Approx(0.9 + 0.81));
  CHECK(shop.feature("share of baskets", 1) == Approx(2.0 / 3));
  CHECK(shop.feature("more than once", 1) == 1);
  CHECK(shop.feature("more than once", 2) == 0);
  CHECK(shop.feature("in the last basket", 3) == 1);
  CHECK(shop.feature("in the last basket", 1) == 0);
  CHECK(shop.feature("log baskets since", 2) == Approx(std::log(3.0)));
}

TEST_CASE("a look leaves nothing behind for the next person") {
  View shop;
  View fresh;
  shop.view.look(shop.people[1], 0);
  shop.view.look(shop.people[2], 0);
  fresh.view.look(fresh.people[2], 0);
  CHECK(shop.view.candidates(5) == fresh.view.candidates(5));
  std::vector<float> after(blend_features().size());
  std::vector<float> alone(blend_features().size());
  for (std::uint32_t item = 0; item < kSampleItems; ++item) {
    shop.view.features(item, after);
    fresh.view.features(item, alone);
    CHECK(after == alone);
  }
}

TEST_CASE("nobody is their own neighbour") {
  std::vector<BasketHistory> people = {{{-7, {0, 1}}}, {{-7, {2}}}};
  const BasketLanes lanes = BasketLanes::learn(people, 3, 0, sample_blend_options().lanes, 1);
  PersonView view(lanes);
  view.look(people[0], 0);
  view.look_at_people(people[0], 0);
  CHECK(view.lane(PersonLane::people, 0) == 0);
  view.look_at_people(people[0], kNobody);
  CHECK(view.lane(PersonLane::people, 0) > 0);
}

TEST_CASE("candidates hold what was bought, however little the lanes think of it") {
  View shop;
  const BasketHistory history = {{-700, {59}}, {-7, {1}}};
  shop.view.look(history, 0);
  const auto candidates = shop.view.candidates(1);
  CHECK(std::count(candidates.begin(), candidates.end(), 59U) == 1);
  CHECK(std::is_sorted(candidates.begin(), candidates.end()));
}

}  // namespace
}  // namespace suggestd::model
