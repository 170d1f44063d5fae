#include "campaigns/difference.h"

#include <cmath>
#include <random>

#include <catch2/catch.hpp>

#include "seed.h"

namespace suggestd::campaigns {
namespace {

TEST_CASE("means, variances and the interval by hand") {
  GroupNumber sent{4, {}};
  for (const double value : {4.0, 0.0, 2.0}) sent.sample.add(value);  // and one who has 0
  GroupNumber held_out{2, {}};
  held_out.sample.add(2);
  CHECK(sent.sample.variance(4) == Approx(11.0 / 3));
  const auto found = difference(sent, held_out);
  REQUIRE(found);
  CHECK(found->mean == Approx(0.5));
  const double error = std::sqrt(11.0 / 3 / 4 + 2.0 / 2);
  CHECK(found->low == Approx(0.5 - 1.959964 * error));
  CHECK(found->high == Approx(0.5 + 1.959964 * error));
}

TEST_CASE("intervals that are looked at together are wider") {
  GroupNumber sent{100, {}};
  GroupNumber held_out{100, {}};
  for (int i = 0; i < 30; ++i) sent.sample.add(1);
  for (int i = 0; i < 17; ++i) held_out.sample.add(1);
  const auto alone = difference(sent, held_out);
  const auto of_ten = difference(sent, held_out, 10);
  CHECK(is_beyond_chance(alone));
  CHECK_FALSE(is_beyond_chance(of_ten));
  // 2.807 is the two-sided quantile of 0.005, 1.960 that of 0.05.
  CHECK((of_ten->high - of_ten->mean) / (alone->high - alone->mean) == Approx(2.807034 / 1.959964));
  CHECK_FALSE(is_beyond_chance(std::nullopt));
}

TEST_CASE("sentences") {
  CHECK(sentence_of(Difference{0.1, -0.02, 0.09, 1}, "orders") ==
        "Between 2 % less and 9 % more orders a person; too early to say.");
  CHECK(sentence_of(Difference{0.1, 0.02, 0.09, 1}, "orders") ==
        "Between 2 % more and 9 % more orders a person; it brought more than chance explains.");
  CHECK(sentence_of(Difference{-1, -2, -0.5, 0}, "orders") ==
        "Between 2.00 less and 0.50 less orders a person; it brought less than chance explains.");
  CHECK_FALSE(difference({100, {}}, {1, {}}));
}

// One person in ten buys, for an amount with a long tail; the campaign adds nothing. The interval must miss 0 in about
// 5 % of the campaigns.
TEST_CASE("an interval holds the truth as often as it says") {
  auto random = random_numbers<std::mt19937_64>(3);
  std::lognormal_distribution<double> amount(3, 0.8);
  std::bernoulli_distribution buys(0.1);
  constexpr int kCampaigns = 1000;
  int missed = 0;
  for (int campaign = 0; campaign < kCampaigns; ++campaign) {
    GroupNumber sent{1800, {}};
    GroupNumber held_out{600, {}};
    for (GroupNumber* group : {&sent, &held_out}) {
      for (std::uint64_t person = 0; person < group->people; ++person) {
        if (buys(random)) group->sample.add(amount(random));
      }
    }
    const auto found = difference(sent, held_out);
    missed += found->low > 0 || found->high < 0 ? 1 : 0;
  }
  CHECK(missed > 30);
  CHECK(missed < 75);
}

}  // namespace
}  // namespace suggestd::campaigns
