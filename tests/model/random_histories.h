// Small random data for the tests of the sparse lanes, with popular and rare items.
#pragma once

#include <cstdint>
#include <random>
#include <set>
#include <vector>

#include "model/interactions.h"

namespace suggestd::model {

inline Interactions random_interactions(std::size_t users, std::size_t items, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<Interaction> pairs;
  for (std::uint32_t user = 0; user < users; ++user) {
    std::set<std::uint32_t> mine;
    const std::size_t wanted = 1 + random() % 12;
    while (mine.size() < wanted) {
      const std::uint32_t a = static_cast<std::uint32_t>(random() % items);
      const std::uint32_t b = static_cast<std::uint32_t>(random() % items);
      mine.insert(a * b / static_cast<std::uint32_t>(items));  // small numbers are popular
    }
    for (const std::uint32_t item : mine) pairs.push_back({user, item});
  }
  return {pairs, users, items};
}

}  // namespace suggestd::model
