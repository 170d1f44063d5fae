#include "campaigns/uptake_model.h"

#include <cmath>
#include <random>

#include <catch2/catch.hpp>

#include "seed.h"

namespace suggestd::campaigns {
namespace {

// A shop whose truth is known.
struct Truth {
  double first = 0.05;
  double fall = 0.3;
  double rise = 0.7;
  double of(std::uint32_t place, double activity) const {
    return first * std::pow(place, -fall) * std::pow(activity, rise);
  }
};

constexpr std::uint32_t kPlaces = 5;

template <class Engine>
double activity_of(Engine& random) {
  return std::exp(std::uniform_real_distribution<double>(-1.5, 1.5)(random));
}

// A run whose purchases are `level` times as likely as the truth; people differ beyond their activity.
template <class Engine>
void add_run(CountedOffers& counted, const Truth& truth, double level, int people, Engine& random) {
  std::gamma_distribution<double> eager(4, 0.25);
  const auto run = static_cast<std::uint32_t>(counted.runs.size());
  counted.runs.push_back({"test", std::to_string(run)});
  for (int person = 0; person < people; ++person) {
    const double activity = activity_of(random);
    const double by = level * eager(random);
    counted.people.push_back({static_cast<float>(activity), run, kPlaces});
    for (std::uint32_t place = 1; place <= kPlaces; ++place) {
      const bool bought = std::bernoulli_distribution(std::min(0.9, by * truth.of(place, activity)))(random);
      counted.offers.push_back({place, bought});
      if (bought) ++counted.bought;
    }
  }
}

TEST_CASE("a guess is the rule of thumb, and owns up to being one") {
  const UptakeModel model(0.02);
  CHECK(model.chance(1, 1) == Approx(0.02));
  CHECK(model.chance(4, 1) == Approx(0.005));
  CHECK(model.chance(1, 3) == Approx(0.06));
  CHECK(UptakeModel(0.5).chance(1, 10) == kMostUptake);
  UptakeModel::Sum sum(model);
  for (int person = 0; person < 10'000; ++person) sum.add(1, 1);
  CHECK(sum.interval().mean == Approx(200));
  CHECK(sum.interval().low < 30);
  CHECK(sum.interval().high > 1'000);
  CHECK(UptakeModel::Sum(model).interval().high == 0);
}

TEST_CASE("nothing counted leaves the guess as it is") {
  const UptakeModel model(0.02, CountedOffers());
  CHECK(model.chance(3, 2) == Approx(UptakeModel(0.02).chance(3, 2)));
}

TEST_CASE("what was counted is found again, by place and by activity") {
  auto random = random_numbers<std::mt19937_64>(11);
  CountedOffers counted;
  const Truth truth;
  add_run(counted, truth, 1, 20'000, random);
  const UptakeModel model(0.02, counted);
  CHECK(model.first() == Approx(truth.first).epsilon(0.1));
  CHECK(model.fall() == Approx(truth.fall).margin(0.06));
  CHECK(model.rise() == Approx(truth.rise).margin(0.06));
}

TEST_CASE("few facts move the guess a little") {
  CountedOffers counted;
  counted.runs = {{"test", "1"}};
  counted.people = {{1, 0, 1}};
  counted.offers = {{1, true}};
  counted.bought = 1;
  const double first = UptakeModel(0.02, counted).first();
  CHECK(first > 0.02);
  CHECK(first < 0.06);
}

TEST_CASE("a later place is never worth more than an earlier one") {
  CountedOffers counted;
  counted.runs = {{"test", "1"}};
  for (int person = 0; person < 1'000; ++person) {
    counted.people.push_back({1, 0, 2});
    counted.offers.push_back({1, false});
    counted.offers.push_back({2, person % 5 == 0});
  }
  const UptakeModel model(0.02, counted);
  CHECK(model.fall() == Approx(kLeastFall));
  CHECK(model.chance(2, 1) < model.chance(1, 1));
}

double first_after(const std::vector<double>& levels_latest_first) {
  auto random = random_numbers<std::mt19937_64>(13);
  CountedOffers counted;
  for (const double level : levels_latest_first) add_run(counted, Truth(), level, 6'000, random);
  return UptakeModel(0.02, counted).first();
}

TEST_CASE("the level follows the latest runs, and stays where runs are alike") {
  const double flat = first_after({1, 1, 1, 1, 1, 1});
  CHECK(flat == Approx(Truth().first).epsilon(0.1));
  const double risen = first_after({2, 2, 1, 1, 1, 1});  // alike they would be 1.33
  CHECK(risen / flat > 1.55);
  CHECK(risen / flat < 2);
  CHECK(first_after({1, 1, 1, 1, 2, 2}) / flat < 1.2);
}

TEST_CASE("the more the latest run came to, the more is expected") {
  double before = 0;
  for (const double level : {0.0, 0.5, 1.0, 2.0, 8.0, 1e9}) {
    const double first = first_after({level, 1, 1});
    CHECK(first > before);
    CHECK(first <= kMostUptake);
    before = first;
  }
}

// Runs of a shop whose weeks differ by a third either way, five counted and one expected. The interval means to hold what
// comes in 95 of 100; five runs tell how much weeks differ, so that it may be some narrower or wider than that.
TEST_CASE("an interval holds what comes about as often as it says") {
  auto random = random_numbers<std::mt19937_64>(12);
  std::normal_distribution<double> week(0, 0.3);
  constexpr int kShops = 200;
  int held = 0;
  for (int shop = 0; shop < kShops; ++shop) {
    CountedOffers counted;
    for (int run = 0; run < 5; ++run) add_run(counted, Truth(), std::exp(week(random)), 300, random);
    const UptakeModel model(0.02, counted);
    CountedOffers next;
    add_run(next, Truth(), std::exp(week(random)), 300, random);
    UptakeModel::Sum sum(model);
    for (const CountedPerson& person : next.people) {
      for (std::uint32_t place = 1; place <= kPlaces; ++place)
        sum.add(place, static_cast<double>(person.activity));
    }
    const UptakeInterval interval = sum.interval();
    const auto came = static_cast<double>(next.bought);
    if (interval.low <= came && came <= interval.high) ++held;
  }
  CHECK(held >= 180);
  CHECK(held < kShops);
}

}  // namespace
}  // namespace suggestd::campaigns
