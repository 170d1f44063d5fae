#include "campaigns/difference.h"

#include <array>
#include <cmath>
#include <random>

#include <catch2/catch.hpp>

#include "seed.h"

namespace suggestd::campaigns {
namespace {

GroupNumber group_of(std::uint64_t people, int buyers, double each = 1) {
  GroupNumber group{people, {}};
  for (int i = 0; i < buyers; ++i) group.sample.add(each);
  return group;
}

TEST_CASE("mean and dispersion by hand") {
  GroupNumber sent{4, {}};
  for (const double value : {4.0, 0.0, 2.0}) sent.sample.add(value);  // and one who has 0
  CHECK(sent.sample.buyers() == 2);
  // With one more who has 0: a mean of 6/5, and a variance of (20 - 36/5) / 4.
  CHECK(sent.sample.dispersion(4) == Approx(3.2 / 1.2));
  CHECK(group_of(9, 9).sample.dispersion(9) ==
        Approx(1.0 / 9));  // a mean of 9/10, and a variance of (9 - 81/10) / 9
  const auto found = difference(sent, group_of(2, 1, 2));
  REQUIRE(found);
  CHECK(found->mean == Approx(0.5));
  CHECK(found->held_out_mean == Approx(1));
}

TEST_CASE("where many bought the interval is that of the normal approximation") {
  const auto found = difference(group_of(100'000, 10'200), group_of(100'000, 10'000));
  REQUIRE(found->interval);
  const double error = std::sqrt(2 * 0.101 * 0.899 / 100'000);
  CHECK(found->interval->low == Approx(0.002 - 1.959964 * error).epsilon(0.01));
  CHECK(found->interval->high == Approx(0.002 + 1.959964 * error).epsilon(0.01));
  CHECK(found->relative_interval->high == Approx(found->interval->high / 0.1).epsilon(0.02));
}

TEST_CASE("the ends of the intervals are where the likelihood says") {
  // Everybody's dispersion is nearly 1. 40 and 20 purchases among as many people: those of the second are 20 of 60, whose share has the
  // deviance 1.96^2 at 0.2228 and at 0.4578, so that the ratio is 1.1843 to 3.4882.
  const auto found = difference(group_of(1'000'000, 40), group_of(1'000'000, 20));
  REQUIRE(found->relative_interval);
  CHECK(found->relative_interval->low == Approx(0.1843).epsilon(0.001));
  CHECK(found->relative_interval->high == Approx(2.4882).epsilon(0.001));
  CHECK(found->finding == Finding::more);
  // The other way round it is the same interval, from the other side.
  const auto turned = difference(group_of(1'000'000, 20), group_of(1'000'000, 40));
  CHECK(turned->finding == Finding::less);
  CHECK(turned->interval->low == Approx(-found->interval->high).epsilon(0.001));
  CHECK(turned->interval->high == Approx(-found->interval->low).epsilon(0.001));
}

TEST_CASE("intervals that are looked at together are wider") {
  const GroupNumber sent = group_of(100, 37);
  const GroupNumber held_out = group_of(100, 21);
  const auto alone = difference(sent, held_out);
  const auto of_ten = difference(sent, held_out, 10);
  CHECK(is_beyond_chance(alone));
  CHECK(of_ten->finding == Finding::undecided);
  CHECK_FALSE(is_beyond_chance(of_ten));
  // 2.807 is the two-sided quantile of 0.005, 1.960 that of 0.05.
  CHECK((of_ten->interval->high - of_ten->interval->low) / (alone->interval->high - alone->interval->low) ==
        Approx(2.807034 / 1.959964).epsilon(0.02));
  CHECK_FALSE(is_beyond_chance(std::nullopt));
}

TEST_CASE("nothing is said of few") {
  const auto none = difference(group_of(2700, 0), group_of(300, 0));
  REQUIRE(none);
  CHECK(none->finding == Finding::too_few);
  CHECK_FALSE(none->interval);
  const auto of_one = difference(group_of(2700, 150), group_of(300, kFewestBuyers - 1));
  CHECK(of_one->finding == Finding::too_few);
  CHECK(sentence_of(of_one, "orders") ==
        "Too early to say: orders can be compared once 20 people of each group bought; so far it is 150 of "
        "those "
        "sent to and 19 of those held out.");
  CHECK(difference(group_of(2700, 150), group_of(300, kFewestBuyers))->interval);
  // Whoever sent all back bought nothing in the end.
  CHECK(difference(group_of(2700, 150), group_of(300, 30, 0))->finding == Finding::too_few);
  CHECK_FALSE(difference(group_of(100, 50), {0, {}}));
  CHECK(sentence_of(std::nullopt, "orders") == "Too early to say: one of the two groups has nobody in it.");
}

TEST_CASE("a group of which everybody bought as much is no certainty") {
  const auto found = difference(group_of(25, 25), group_of(25, 25));
  REQUIRE(found->interval);
  CHECK(found->finding == Finding::undecided);
  CHECK(found->interval->low < -0.01);
  CHECK(found->interval->high > 0.01);
}

TEST_CASE("no loss is told beyond all") {
  GroupNumber held_out = group_of(100, 20, 5);
  held_out.sample.add(300);  // one order that outweighs all others
  const auto found = difference(group_of(900, 90, 3), held_out);
  REQUIRE(found->interval);
  CHECK(found->interval->low < -found->held_out_mean);  // as an amount it may be more than they bought
  CHECK(found->relative_interval->low > -1);
}

Difference found_between(double low, double high, Finding finding) {
  Difference found;
  found.finding = finding;
  found.interval = found.relative_interval = Interval{low, high};
  return found;
}

TEST_CASE("sentences") {
  CHECK(sentence_of(found_between(-0.02, 0.09, Finding::undecided), "orders") ==
        "Between 2 % less and 9 % more orders a person; too early to say.");
  CHECK(sentence_of(found_between(0.0213, 1.226, Finding::more), "orders") ==
        "Between 2.1 % more and 123 % more orders a person; it brought more than chance explains.");
  CHECK(sentence_of(found_between(-0.164, -0.00042, Finding::less), "revenue in GBP") ==
        "Between 16 % less and 0.04 % less revenue in GBP a person; it brought less than chance explains.");
}

// One person in ten buys, for an amount with a long tail; the campaign brings a quarter more. The interval must miss the truth
// in about 5 % of the campaigns.
TEST_CASE("an interval holds the truth as often as it says") {
  auto random = random_numbers<std::mt19937_64>(3);
  std::lognormal_distribution<double> amount(3, 0.8);
  const double mean = std::exp(3 + 0.8 * 0.8 / 2);
  constexpr int kCampaigns = 1000;
  for (const double sent_rate : {0.1, 0.125}) {
    int missed = 0;
    int missed_ratio = 0;
    for (int campaign = 0; campaign < kCampaigns; ++campaign) {
      GroupNumber sent{1800, {}};
      GroupNumber held_out{600, {}};
      for (GroupNumber* group : {&sent, &held_out}) {
        std::binomial_distribution<int> buyers(static_cast<int>(group->people),
                                               group == &sent ? sent_rate : 0.1);
        for (int left = buyers(random); left > 0; --left) group->sample.add(amount(random));
      }
      const auto found = difference(sent, held_out);
      REQUIRE(found->interval);
      missed += found->interval->holds((sent_rate - 0.1) * mean) ? 0 : 1;
      missed_ratio += found->relative_interval->holds(sent_rate / 0.1 - 1) ? 0 : 1;
    }
    CAPTURE(sent_rate, missed, missed_ratio);
    CHECK(missed > 20);
    CHECK(missed < 65);
    CHECK(missed_ratio > 20);
    CHECK(missed_ratio < 65);
  }
}

struct Shop {
  std::uint64_t people = 0;
  double held_out = 0;
  double rate = 0;  // people who buy a product, whether sent to or not
};

// Whether orders or revenue of any of 20 products differ, of a campaign that did nothing.
bool false_alarm(const Shop& shop, std::mt19937_64& random) {
  std::lognormal_distribution<double> amount(2, 0.8);
  std::bernoulli_distribution again(0.1);
  const auto held_out = static_cast<std::uint64_t>(static_cast<double>(shop.people) * shop.held_out);
  for (int product = 0; product < 20; ++product) {
    std::array<GroupNumber, 2> orders{{{shop.people - held_out, {}}, {held_out, {}}}};
    std::array<GroupNumber, 2> revenue = orders;
    for (std::size_t group = 0; group < orders.size(); ++group) {
      std::binomial_distribution<int> buyers(static_cast<int>(orders.at(group).people), shop.rate);
      for (int left = buyers(random); left > 0; --left) {
        const int bought = again(random) ? 2 : 1;
        orders.at(group).sample.add(bought);
        revenue.at(group).sample.add(bought * amount(random));
      }
    }
    if (is_beyond_chance(difference(orders[0], orders[1], 40)) ||
        is_beyond_chance(difference(revenue[0], revenue[1], 40)))
      return true;
  }
  return false;
}

// Any of 40 comparisons at once may alarm in no more than 5 of 100 campaigns, however rarely the products are bought.
TEST_CASE("forty comparisons of rare products find nothing where nothing is") {
  constexpr int kCampaigns = 150;
  for (const Shop& shop : {Shop{3000, 0.1, 0.005}, Shop{3000, 0.1, 0.02}, Shop{3000, 0.1, 0.05},
                           Shop{3000, 0.1, 0.1}, Shop{20'000, 0.05, 0.001}, Shop{20'000, 0.05, 0.005},
                           Shop{20'000, 0.05, 0.01}, Shop{20'000, 0.05, 0.02}}) {
    auto random = random_numbers<std::mt19937_64>(17);
    int alarms = 0;
    for (int campaign = 0; campaign < kCampaigns; ++campaign) alarms += false_alarm(shop, random) ? 1 : 0;
    CAPTURE(shop.people, shop.held_out, shop.rate, alarms);
    CHECK(alarms <= kCampaigns * 5 / 100);
  }
}

}  // namespace
}  // namespace suggestd::campaigns
