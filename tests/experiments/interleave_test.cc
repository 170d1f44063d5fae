#include "experiments/interleave.h"

#include <algorithm>
#include <numeric>
#include <random>
#include <set>

#include <catch2/catch.hpp>

#include "experiments/split.h"

namespace suggestd::experiments {
namespace {

using Ranking = std::vector<std::uint64_t>;

// Up to 30 of 40 products in any order.
Ranking random_ranking(std::mt19937_64& random) {
  Ranking all(40);
  std::iota(all.begin(), all.end(), 0);
  std::shuffle(all.begin(), all.end(), random);
  all.resize(random() % 31);
  return all;
}

std::uint64_t key_of(const Ranking& first, const Ranking& second, const Pick& pick) {
  return pick.ranking == 0 ? first.at(pick.place) : second.at(pick.place);
}

TEST_CASE(
    "a list of two rankings repeats nothing, is as long as it can be, and gives both the same at each "
    "place") {
  std::mt19937_64 random(17);
  for (int round = 0; round < 3'000; ++round) {
    const Ranking first = random_ranking(random);
    const Ranking second = random_ranking(random);
    const std::size_t length = random() % 45;
    const auto picks = interleave(first, second, length, [&] { return (random() & 1U) != 0; });
    std::set<std::uint64_t> all(first.begin(), first.end());
    all.insert(second.begin(), second.end());
    REQUIRE(picks.size() == std::min(length, all.size()));
    std::set<std::uint64_t> seen;
    std::array<int, 3> teams{};
    std::array<std::size_t, 2> last{};
    for (const Pick& pick : picks) {
      REQUIRE(seen.insert(key_of(first, second, pick)).second);
      // Each ranking brings its products in its own order.
      REQUIRE(pick.place >= last.at(pick.ranking));
      last.at(pick.ranking) = pick.place;
      REQUIRE((pick.team == Team::none || static_cast<std::size_t>(pick.team) == pick.ranking));
      ++teams.at(static_cast<std::size_t>(pick.team));
      REQUIRE(std::abs(teams[0] - teams[1]) <= 1);
    }
  }
}

TEST_CASE("what is best in a ranking and not placed yet is what it brings") {
  const Ranking first{1, 2, 3};
  const Ranking second{2, 1, 4};
  const auto picks = interleave(first, second, 4, [] { return true; });
  Ranking list;
  for (const Pick& pick : picks) list.push_back(key_of(first, second, pick));
  CHECK(list == Ranking{1, 2, 3, 4});
  CHECK(picks[1].ranking == 1);
  CHECK(picks[2].team == Team::first);
  CHECK(picks[3].team == Team::second);
  const auto rest = interleave(Ranking{1}, Ranking{2, 3}, 4, [] { return true; });
  CHECK(rest.size() == 3);
  CHECK(rest[2].team == Team::none);  // the first had no more to set against it
}

TEST_CASE("at each place each ranking is as likely to stand as the other, whatever the rankings are") {
  std::mt19937_64 random(18);
  for (int round = 0; round < 300; ++round) {
    const Ranking first = random_ranking(random);
    const Ranking second = random_ranking(random);
    constexpr unsigned kCoins = 4;
    std::array<int, 2 * kCoins> balance{};  // firsts less seconds, by place, over all that the coins can say
    for (unsigned coins = 0; coins < 1U << kCoins; ++coins) {
      unsigned tossed = 0;
      const auto picks =
          interleave(first, second, balance.size(), [&] { return (coins >> tossed++ & 1U) != 0; });
      for (std::size_t place = 0; place < picks.size(); ++place) {
        if (picks[place].team != Team::none) balance.at(place) += picks[place].team == Team::first ? 1 : -1;
      }
    }
    REQUIRE(std::all_of(balance.begin(), balance.end(), [](int one) { return one == 0; }));
  }
}

TEST_CASE("a product that only the coin could give to one of them counts for none") {
  const auto teams = [](const Ranking& first, const Ranking& second) {
    std::vector<Team> all;
    for (const Pick& pick : interleave(first, second, 10, [] { return true; })) all.push_back(pick.team);
    return all;
  };
  CHECK(teams({1, 2, 3}, {1, 2, 3}) == std::vector<Team>(3, Team::none));
  // A beginning in common, and a product at which both arrive at once.
  CHECK(teams({1, 2, 7, 4}, {1, 3, 7, 5}) ==
        std::vector<Team>{Team::none, Team::first, Team::second, Team::none, Team::first, Team::second});
}

TEST_CASE("coins are the same for the same list, fair, and others for another visitor, day, page or run") {
  const SplitKey key = make_split_key();
  const PersonId ann{PersonIdKind::user, "ann"};
  const Timestamp at = *parse_rfc3339("2026-03-01T10:00:00Z");
  const auto tosses = [](Coins coins) {
    std::vector<bool> all;
    for (int i = 0; i < 1'000; ++i) all.push_back(coins.toss());
    return all;
  };
  const std::vector<bool> once = tosses(Coins(key, ann, at, 0));
  CHECK(once == tosses(Coins(key, ann, at + std::chrono::hours(13), 0)));
  CHECK(once != tosses(Coins(key, ann, at + std::chrono::hours(14), 0)));
  CHECK(once != tosses(Coins(key, ann, at, 10)));
  CHECK(once != tosses(Coins(key, {PersonIdKind::anonymous, "ann"}, at, 0)));
  CHECK(once != tosses(Coins(make_split_key(), ann, at, 0)));
  CHECK(std::count(once.begin(), once.end(), true) == Approx(500).margin(90));
}

}  // namespace
}  // namespace suggestd::experiments
