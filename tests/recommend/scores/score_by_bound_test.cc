#include "recommend/scores/score_by_bound.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <set>

#include "seed.h"

namespace suggestd::recommend {
namespace {

// One part of each score is known. The list must be the one that scoring all gives, and each candidate is
// scored once at most.
TEST_CASE("a list of the best misses none whose score is found out late") {
  std::mt19937 random = random_numbers(9);
  std::normal_distribution<float> known(0, 1);
  constexpr float kMostUnknown = 10;  // so large that candidates of a small known part get far up
  std::uniform_real_distribution<float> unknown(-1, kMostUnknown);
  for (const std::size_t count : {std::size_t{0}, std::size_t{3}, std::size_t{50}, std::size_t{4000}}) {
    std::vector<Candidate> candidates;
    std::vector<float> hidden;
    std::vector<float> scores;
    for (std::uint32_t i = 0; i < count; ++i) {
      // Many known parts are equal, for ties at the floor.
      candidates.push_back({std::round(known(random)), i});
      hidden.push_back(unknown(random));
      scores.push_back(candidates.back().known + hidden.back());
    }
    constexpr std::size_t kLength = 10;
    std::vector<float> found;
    std::set<std::uint32_t> scored;
    const auto cutoff = [&] {
      std::sort(found.begin(), found.end(), std::greater<>());
      return found.size() < kLength ? std::numeric_limits<float>::lowest() : found[kLength - 1];
    };
    const auto bounds_of = [&](const std::vector<Candidate>& some) {
      std::vector<float> bounds;
      for (const Candidate& one : some) bounds.push_back(hidden[one.place] + 0.01F);
      return bounds;
    };
    score_by_bound(candidates, kLength, kMostUnknown, cutoff, bounds_of, [&](std::uint32_t place) {
      REQUIRE(scored.insert(place).second);
      found.push_back(scores[place]);
    });
    std::sort(scores.begin(), scores.end(), std::greater<>());
    std::sort(found.begin(), found.end(), std::greater<>());
    scores.resize(std::min(scores.size(), kLength));
    found.resize(std::min(found.size(), kLength));
    CHECK(found == scores);
    if (count == 4000) CHECK(scored.size() < count / 4);
  }
}

}  // namespace
}  // namespace suggestd::recommend
