// From a ranking to the list that this request wants: boosted, rotated, varied, and under its rules.
//
// Booster    multiplies each product's score; exact: all allowed products are scored. A missing or negative
//            number counts as 1 or 0.
// Rotation   what the visitor was shown lately counts 1 - rotation times; exact (recommend/arrange.h).
// Diversity  maximal marginal relevance (Carbonell and Goldstein 1998) over the best kPoolFactor * k:
//            the next product maximises (1 - d) score / best score - d * likeness to the nearest chosen
//            one. Likeness: cosine of the factors, or kSameCategory if that is more and a category is shared.
// Rules      see the varied order (recommend/arrange.h).
// Scores     may be negative; for the two multipliers they are first mapped to positive numbers by an
//            ascending function that leaves positive scores as they are, to 1e-6.
// Threads  pure.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "catalog/booster.h"
#include "learn/snapshot.h"
#include "lookup/bitmap.h"
#include "recommend/arrange.h"
#include "recommend/ranking.h"
#include "recommend/request.h"
#include "recommend/visitor.h"

namespace suggestd::recommend {

struct Shaping {
  std::optional<catalog::Booster> booster;
  double rotation = 0;
  lookup::Bitmap shown;
  double diversity = 0;
};

// Errors: invalid for a booster that does not compile, or a diversity or rotation outside 0 to 1.
Result<Shaping> make_shaping(const learn::Snapshot& snapshot, const Request& request, const Visitor& visitor);

struct Shaped {
  std::vector<lookup::Hit> hits;
  std::vector<Effect> effects;  // of the rules
};

// The best `k` of `allowed` after all that, in order; fewer only if the ranking knows no more.
Shaped shaped_top(const learn::Snapshot& snapshot, const Ranking& ranking, const Shaping& shaping,
                  const Arrangement& rules, std::size_t k, const lookup::Bitmap& allowed);

}  // namespace suggestd::recommend
