// From a ranking to the list that this request wants: boosted, rotated, varied, and under its rules.
//
// Booster    multiplies each product's score; exact (recommend/merchandise/boosted_top.h). A missing number counts
//            as 1, a negative one as 0, one above kMostBoost as kMostBoost.
// Rotation   multiplies the score of products that the visitor was shown lately by 1 - rotation; exact
//            (recommend/merchandise/arrange.h).
// Diversity  puts the best kPoolFactor * k products into a more varied order
//            (recommend/merchandise/variety.h).
// Rules      are applied to the varied order (recommend/merchandise/arrange.h).
// Groups     the best variant of each is kept: a cap of one that pins count for, and that binds none.
// Scores     may be negative. Before booster and rotation multiply them, an ascending function maps them to
//            positive numbers; it leaves positive scores as they are. They stay finite with every
//            multiplier.
// Threads    pure.
#pragma once

#include <cstddef>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/work_budget.h"
#include "catalog/booster.h"
#include "learn/snapshot.h"
#include "lookup/bitmap.h"
#include "recommend/groups.h"
#include "recommend/lists/ranking.h"
#include "recommend/merchandise/arrange.h"
#include "recommend/request.h"
#include "recommend/visitor.h"

namespace suggestd::recommend {

struct Shaping {
  std::vector<catalog::Booster> boosters;  // the request's and the scenario's; each multiplies
  double rotation = 0;
  lookup::Bitmap shown;
  double diversity = 0;
  Groups groups;                  // of each only the best is shown
  std::vector<LeftOut> left_out;  // the scenario's booster, if it has no meaning in the catalogue as it is
};

// Errors: invalid for a booster of the request that does not compile, or a diversity or rotation outside 0 to 1.
// The budget pays for the booster and has to outlive it.
Result<Shaping> make_shaping(const learn::Snapshot& snapshot, const Request& request, const Visitor& visitor,
                             WorkBudget& budget);

inline constexpr double kMostBoost = 1e30;

struct Shaped {
  std::vector<lookup::Hit> hits;
  std::vector<Effect> effects;  // of the rules
};

// The best `k` of `allowed` after all of the above, in order; fewer only if the ranking knows no more. Must
// not be used once the budget is over.
Shaped shaped_top(const learn::Snapshot& snapshot, const Ranking& ranking, const Shaping& shaping,
                  const Arrangement& rules, std::size_t k, const lookup::Bitmap& allowed, WorkBudget& budget);

}  // namespace suggestd::recommend
