// Makes a solution that keeps all caps out of one that people would choose at some prices.
//
// Way      1. where a cap is exceeded, those lose the product who lose least by it
//          2. free places are filled, the best net value first, while a candidate has room under its caps
//          3. each person exchanges a product for a dearer one that has room, until nobody gains
//          Step 2 leaves a place free only if every candidate of the person is held or has no room.
// Cost     step 1 sorts those who hold a product of an exceeded cap; steps 2 and 3 read all candidates of those who
//          have a free place, and of everybody kMostExchangeRounds times at most.
// Threads  one; a pure function.
#pragma once

#include <cstdint>
#include <span>

#include "campaigns/price_round.h"

namespace suggestd::campaigns {

inline constexpr int kMostExchangeRounds = 20;

// Requires: `round` is that of run_round() at these prices.
Choices repaired(const AssignmentProblem& problem, std::span<const double> cap_prices,
                 const PriceRound& round);

}  // namespace suggestd::campaigns
