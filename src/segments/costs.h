// The costs of finding a segment's people, in units of base/work_budget.h (100 ns), and the parts of a request that
// they grow with.
//
// Threads  constants.
#pragma once

#include <cstdint>

#include "base/work_budget.h"

namespace suggestd::segments {

inline constexpr Lever kPeopleWork{"people", "finding the segment's people"};
inline constexpr Lever kOverlapWork{"segments", "counting the segments and their overlaps"};
inline constexpr Lever kListWork{"limit", "counting the segments of the page"};
inline constexpr Lever kPageWork{"limit", "sorting the segment's people"};

// People that one unit pays for when each is looked at.
inline constexpr std::uint64_t kPeoplePerUnit = 2;
// Lines of orders, orders or interests that one unit pays for when they are looked through.
inline constexpr std::uint64_t kFactsPerUnit = 32;
// Units for the amount of an order, which lies somewhere in a large table.
inline constexpr std::uint64_t kUnitsPerAmount = 2;
// Units for a person's properties: the values that a condition asks for are copied and looked up.
inline constexpr std::uint64_t kUnitsPerProperties = 3;
// Units for a condition that is worked out for values that no other person had before.
inline constexpr std::uint64_t kUnitsPerCondition = 30;
// Multiplications that one unit pays for when people's vectors are compared with one of products.
inline constexpr std::uint64_t kMultiplicationsPerUnit = 400;
// Units for a person who is hashed and sorted to be found in a list, or whose id is sorted into a page.
inline constexpr std::uint64_t kUnitsPerSorted = 2;
// Members of an uploaded list that one unit pays for when it is gone through.
inline constexpr std::uint64_t kListedPerUnit = 32;
// Words of 64 people that one unit pays for when sets are joined.
inline constexpr std::uint64_t kWordsPerUnit = 64;

}  // namespace suggestd::segments
