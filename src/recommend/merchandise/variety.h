// The order of a list made more varied: maximal marginal relevance (Carbonell and Goldstein 1998). The next
// product maximises (1 - d) relevance - d * likeness to the nearest chosen one.
//
// Relevance the score's place between the worst of the pool, 0, and the best, 1.
// Likeness  cosine of the factors; at least kSameCategory if the two share a category.
// Cost      pool x k comparisons, 1 unit of the budget each and 1 for each kCategoriesPerUnit categories.
// Threads   pure.
#pragma once

#include <cstddef>
#include <vector>

#include "base/work_budget.h"
#include "learn/snapshot.h"
#include "lookup/top_hits.h"

namespace suggestd::recommend {

inline constexpr double kSameCategory = 0.5;

// The first `k` in the new order; all if there are fewer. `pool` comes best first. Must not be used once the
// budget is over.
std::vector<lookup::Hit> varied(const learn::Snapshot& snapshot, const std::vector<lookup::Hit>& pool,
                                double diversity, std::size_t k, WorkBudget& budget);

}  // namespace suggestd::recommend
