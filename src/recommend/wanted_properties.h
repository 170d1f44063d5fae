// The fields of products that a list sends along.
//
// Threads  pure.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/work_budget.h"
#include "learn/snapshot.h"

namespace suggestd::recommend {

// Checks that products have each name of a comma list, as a field or in their `properties`; "*" and a
// catalogue without products take every name. A name that is no attribute of filters (an array of objects,
// say) is looked for in the texts of all products, and the budget pays for it. Errors: invalid at /properties
// with the nearest name, or for too many; those of the budget.
Status check_wanted_properties(const learn::Snapshot& snapshot, std::string_view list, WorkBudget& budget);

}  // namespace suggestd::recommend
