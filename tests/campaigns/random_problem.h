// Made-up assignment problems.
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <random>
#include <vector>

#include "campaigns/assignment_problem.h"

namespace suggestd::campaigns {

struct ProblemShape {
  std::size_t people = 3;
  std::size_t products = 4;
  std::size_t candidates = 3;  // a person, at most
  std::size_t per_person = 2;
  std::size_t groups = 0;         // caps over several products, beside one for each product
  std::uint64_t largest_cap = 2;  // of a product
  std::uint64_t values = 8;       // that differ; few make many equal
};

inline AssignmentProblem random_problem(const ProblemShape& shape, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  AssignmentProblem problem;
  problem.per_person = shape.per_person;
  std::vector<std::uint32_t> products(shape.products);
  std::iota(products.begin(), products.end(), 0U);
  for (std::size_t person = 0; person < shape.people; ++person) {
    std::shuffle(products.begin(), products.end(), random);
    std::vector<Candidate> theirs;
    for (std::size_t i = 0; i < shape.candidates; ++i)
      theirs.push_back({products[i], static_cast<float>(random() % shape.values + 1)});
    problem.add_person(theirs);
  }
  problem.caps_of.resize(shape.products);
  for (std::vector<std::uint32_t>& caps : problem.caps_of) {
    caps.push_back(static_cast<std::uint32_t>(problem.caps.size()));
    problem.caps.push_back(random() % (shape.largest_cap + 1));
  }
  for (std::size_t group = 0; group < shape.groups; ++group) {
    const auto cap = static_cast<std::uint32_t>(problem.caps.size());
    problem.caps.push_back(random() % (2 * shape.largest_cap) + 1);
    for (std::vector<std::uint32_t>& caps : problem.caps_of) {
      if (random() % 2 == 0) caps.push_back(cap);
    }
  }
  return problem;
}

}  // namespace suggestd::campaigns
