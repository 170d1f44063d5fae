// Random vectors and histories for the tests of the model's mathematics.
#pragma once

#include <random>
#include <vector>

#include "model/factors/factors.h"
#include "model/interactions.h"

namespace suggestd::model {

inline FactorMatrix random_rows(std::size_t rows, std::size_t dim, unsigned seed, float deviation = 0.5F) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal(0.0F, deviation);
  FactorMatrix matrix(rows, dim);
  for (std::size_t i = 0; i < rows; ++i) {
    for (float& value : matrix[i]) value = normal(random);
  }
  return matrix;
}

// People with one of a few tastes, who take items of their taste four times out of five; popularity
// falls with the item's number.
inline std::vector<Interaction> random_interactions(std::size_t users, std::size_t items, std::size_t each,
                                                    unsigned seed) {
  constexpr std::size_t kTastes = 5;
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> uniform(0.0, 1.0);
  std::vector<Interaction> pairs;
  for (std::size_t user = 0; user < users; ++user) {
    for (std::size_t i = 0; i < each; ++i) {
      auto item = static_cast<std::size_t>(uniform(random) * uniform(random) * static_cast<double>(items));
      if (uniform(random) < 0.8) item = item / kTastes * kTastes + user % kTastes;
      if (item < items) pairs.push_back({static_cast<std::uint32_t>(user), static_cast<std::uint32_t>(item)});
    }
  }
  return pairs;
}

}  // namespace suggestd::model
