// A request's rules, worked out on a snapshot: which products each is about.
//
// Threads  pure; a plan belongs to one request.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "learn/snapshot.h"
#include "lookup/bitmap.h"
#include "recommend/arrange.h"
#include "recommend/request.h"
#include "recommend/scenario.h"
#include "recommend/visitor.h"

namespace suggestd::recommend {

// A rule that takes products out before anything is ranked.
struct Hiding {
  std::string rule;     // its id
  lookup::Bitmap kept;  // what it leaves
};

struct RulePlan {
  std::vector<Hiding> hidings;  // hide, same_category
  Arrangement arrangement;      // all others; Arrangement's rule numbers are places in Request::rules
};

// Rules out of their time, or disabled, have no part in it. Errors: invalid if a rule's filter does not
// compile; the message begins with the rule's id.
Result<RulePlan> plan_rules(const learn::Snapshot& snapshot, const Request& request, const Visitor& visitor);

// Whether all filters of a scenario, and its booster, compile on the catalogue as it is. Errors: invalid,
// with the pointer of the field in the scenario's JSON.
Status check_expressions(const learn::Snapshot& snapshot, const Scenario& scenario);

}  // namespace suggestd::recommend
