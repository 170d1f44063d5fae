// Lists of a person's own past: products looked at lately, and products due to be bought again.
//
// Buy again  a product's purchases give its rhythm for this person: the median of the gaps between them; for
//            a single purchase the person's own median gap between baskets, else 30 days. The score is the
//            number of purchases times a bump that is highest when the gap has just passed: n * exp(-|ln(time
//            since / gap)|).
//
// Threads    pure.
#pragma once

#include "base/time.h"
#include "recommend/lists/ranking.h"
#include "recommend/visitor.h"

namespace suggestd::recommend {

// Each null if there is nothing to list.
RankingPtr recently_viewed_ranking(const Visitor& visitor);
RankingPtr buy_again_ranking(const Visitor& visitor, Timestamp now);

}  // namespace suggestd::recommend
