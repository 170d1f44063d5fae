// A request's rules, worked out on a snapshot: the products that each rule is about.
//
// Threads  pure; a plan belongs to one request.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/work_budget.h"
#include "learn/snapshot.h"
#include "lookup/bitmap.h"
#include "recommend/allowed.h"
#include "recommend/merchandise/arrange.h"
#include "recommend/merchandise/scenario.h"
#include "recommend/request.h"
#include "recommend/visitor.h"

namespace suggestd::recommend {

struct RulePlan {
  std::vector<Hiding> hidings;  // hide, same_category
  Arrangement arrangement;      // all others; Arrangement's rule numbers are places in Request::rules
  std::vector<LeftOut> left_out;
};

// Leaves out rules that are disabled or out of their time, and tells of those that have no meaning in the
// catalogue as it is; of a `hide` the parts joined by "or" are looked at one by one. Errors: those of the
// budget.
Result<RulePlan> plan_rules(const learn::Snapshot& snapshot, const Request& request, const Visitor& visitor,
                            WorkBudget& budget);

// The parts of a scenario without a meaning in the catalogue as it is: filters and boosters that do not compile,
// attributes of caps and `properties` that no product has. A shopper's list leaves them out.
std::vector<LeftOut> meaningless_parts(const learn::Snapshot& snapshot, const Scenario& scenario);
// Errors: invalid with the pointers of all of them, for the author who stores the scenario.
Status check_expressions(const learn::Snapshot& snapshot, const Scenario& scenario);

}  // namespace suggestd::recommend
