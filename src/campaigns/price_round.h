// One round of the prices: what everybody would take if the products cost so much, and the bound that follows.
//
// Bound    for any prices y >= 0 of the caps, with the price of a product the sum over its caps,
//            L(y) = sum over u of the per_person largest of max(0, v(u,p) - price(p))  +  sum over c of cap(c) y(c)
//          is no less than the value of any solution: Fisher, "The Lagrangian Relaxation Method for Solving Integer
//          Programming Problems", Management Science 27 (1981), section 2. cap(c) - use(c) is a subgradient of L.
// Order    equal net values: the product that a seeded hash puts first, another for each person; so that people
//          who are alike do not all want the same.
// Threads  works on several; the result does not depend on their number.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "campaigns/assignment_problem.h"

namespace suggestd::campaigns {

struct PriceRound {
  explicit PriceRound(const AssignmentProblem& problem)
      : wanted(problem.people(), problem.per_person), runner_up(problem.people()), use(problem.caps.size()) {}

  Choices wanted;  // may exceed the caps
  std::vector<float>
      runner_up;  // by person: the net value of the best product that they don't take; at least 0
  std::vector<std::uint64_t> use;
  double bound = 0;
};

// The price of each product: the sum over its caps.
std::vector<float> product_prices(const AssignmentProblem& problem, std::span<const double> cap_prices);

// Requires: `round` was made for this problem; threads > 0.
void run_round(const AssignmentProblem& problem, std::span<const double> cap_prices, std::uint64_t seed,
               std::size_t threads, PriceRound& round);

}  // namespace suggestd::campaigns
