// Answers list requests from one snapshot, and from nothing else.
//
// Exact    filters, stock, availability and exclusions narrow the set of allowed products before the
//          ranking, never after it: no filter costs a good product its place.
// Reasons  a list that is not personal says so in `fallback`, one that is shorter than asked in `shortfall`.
// Order    best first; equal scores: the product that the log saw first.
// Threads  pure functions of their arguments; any thread.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/work_budget.h"
#include "learn/snapshot.h"
#include "recommend/merchandise/audience.h"
#include "recommend/request.h"
#include "recommend/statement.h"

namespace suggestd::recommend {

// Errors: invalid for a limit out of range, a filter or booster that does not compile (with position), a
// list that needs a product, person or candidates and has none; not_found for an unknown context product.
// An unknown person is no error: the answer falls back and says so. Those of the budget.
Result<Answer> recommend(const learn::Snapshot& snapshot, const Request& request, WorkBudget& budget);
// Without a budget, for work that no request waits for.
Result<Answer> recommend(const learn::Snapshot& snapshot, const Request& request);

// That a product is in a list, and where; nothing if it is not.
std::optional<Statement> place_in_list(std::string_view product_id, const std::vector<Item>& items);

}  // namespace suggestd::recommend
