// The costs of making a list, in units of base/work_budget.h (100 ns), and the parts of a request that they
// grow with.
//
// Threads  constants.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/work_budget.h"

namespace suggestd::recommend {

inline constexpr Lever kRankingWork{"limit", "ranking products"};
inline constexpr Lever kVisitorWork{"basket", "learning the basket"};
inline constexpr Lever kBasketWork{"basket", "looking into the orders that hold its products"};
inline constexpr Lever kNamingWork{"exclude", "finding the products that it names"};
inline constexpr Lever kFilterWork{"filter", "working out the filter"};
inline constexpr Lever kBoosterWork{"booster", "working out the booster"};
inline constexpr Lever kRuleWork{"rules", "working out the scenario's rules"};
inline constexpr Lever kDiversityWork{"limit", "varying the order (diversity)"};
inline constexpr Lever kTraceWork{"limit", "explaining each score (trace)"};
inline constexpr Lever kSampleWork{"sample", "making both lists of each sample"};
inline constexpr Lever kAudienceWork{"limit", "scoring the shop's people"};

// Products that one unit pays for when each is counted, compared or sorted.
inline constexpr std::uint64_t kRowsPerUnit = 8;
// Products that one unit pays for when the vector lookup scans them.
inline constexpr std::uint64_t kScannedPerUnit = 32;
// Ids, bits or texts of products that one unit pays for when they are looked up.
inline constexpr std::uint64_t kNamesPerUnit = 2;
// Units for a product of the history: it adds to the scores of some hundred others.
inline constexpr std::uint64_t kUnitsPerSource = 8;
// Multiplications that one unit pays for when a row is solved.
inline constexpr std::uint64_t kMultiplicationsPerUnit = 400;
// Units for a line of an order that was found through a product, sorted in among all lines.
inline constexpr std::uint64_t kUnitsPerVote = 8;
// Units for the likeness of two products, without their categories.
inline constexpr std::uint64_t kUnitsPerLikeness = 1;
// Products that one unit pays for when their descriptions are compared with one that is known.
inline constexpr std::uint64_t kComparedPerUnit = 4;
// Categories that one unit pays for when two products' are compared.
inline constexpr std::uint64_t kCategoriesPerUnit = 64;
// Words of 64 bits that one unit pays for when bitmaps are joined.
inline constexpr std::uint64_t kWordsPerUnit = 32;

// Joining bitmaps of `products` bits.
inline std::uint64_t bitmap_cost(std::size_t products) { return 1 + products / 64 / kWordsPerUnit; }
// Solving a row of `sources` products in `dimensions`.
inline std::uint64_t solve_cost(std::size_t sources, std::size_t dimensions) {
  return dimensions * dimensions * (sources + dimensions / 3) / kMultiplicationsPerUnit;
}

}  // namespace suggestd::recommend
