// A person's own: what they looked at lately, and what they are due to buy again.
//
// Buy again  a product's purchases give its rhythm for this person (the median of the gaps between them;
//            for a single purchase the person's own median gap between baskets, else 30 days). The score
//            is the number of purchases times a bump that is highest when the gap has just passed:
//            n * exp(-|ln(time since / gap)|).
#pragma once

#include "base/time.h"
#include "recommend/ranking.h"
#include "recommend/visitor.h"

namespace suggestd::recommend {

// Null if there is nothing.
RankingPtr recently_viewed_ranking(const Visitor& visitor);
RankingPtr buy_again_ranking(const Visitor& visitor, Timestamp now);

}  // namespace suggestd::recommend
