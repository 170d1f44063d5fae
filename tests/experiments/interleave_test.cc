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
      // Who counts for none stands behind all who count.
      REQUIRE((pick.team == Team::none || teams[2] == 0));
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
  CHECK(picks[3].team == Team::none);  // the first had no more
}

TEST_CASE("whoever clicks without looking prefers neither ranking") {
  std::mt19937_64 random(18);
  const Ranking first{1, 2, 3, 4, 5, 6};
  const Ranking second{6, 1, 7, 2, 8, 9};
  constexpr int kLists = 20'000;
  // For each place of the list, how often it counts for the first.
  std::array<int, 5> firsts{};
  for (int i = 0; i < kLists; ++i) {
    const auto picks = interleave(first, second, firsts.size(), [&] { return (random() & 1U) != 0; });
    for (std::size_t place = 0; place < picks.size(); ++place) {
      REQUIRE(picks[place].team != Team::none);
      firsts.at(place) += picks[place].team == Team::first ? 1 : 0;
    }
  }
  for (const int count : firsts) CHECK(count == Approx(kLists / 2).margin(5 * std::sqrt(kLists) / 2));
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
