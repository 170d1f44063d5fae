// Makes the ranking of each kind of list.
//
// Threads  pure.
#pragma once

#include "base/work_budget.h"
#include "learn/snapshot.h"
#include "recommend/lists/ranking.h"
#include "recommend/request.h"
#include "recommend/visitor.h"

namespace suggestd::recommend {

// Null if the list can't be made: entry_of(kind).missing says why. The ranking refers to all that is given
// here.
RankingPtr make_list(ListKind kind, const learn::Snapshot& snapshot, const Request& request,
                     const Visitor& visitor, WorkBudget& budget);

}  // namespace suggestd::recommend
