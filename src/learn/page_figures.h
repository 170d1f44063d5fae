// The figures that the learner takes of each page of records: how long orders took to have an effect on lists, and how
// well the lists from before foresaw them.
//
// Threads  the learner's own.
#pragma once

#include <optional>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/metrics.h"
#include "base/time.h"
#include "learn/live_score.h"
#include "records/change.h"

namespace suggestd::learn {

class PageFigures {
 public:
  // Requires: `clock` outlives this. `score`: may be empty.
  PageFigures(const Clock& clock, OrderScorer score);

  // Tells how long orders took from their commit to lists that know them, which are there now; the lists before knew the
  // records up to `known`. Orders from before the start would tell how long the server was off.
  void note_effects(const std::vector<Change>& changes, Sequence known);

  // Scores the first order of the page that was placed beyond `known` against the snapshot that stood before it: the
  // cost is bounded by one order a page. Nothing if there is no such order or snapshot, or it can't be scored.
  std::optional<OrderScore> score_first(const Snapshot* before, const std::vector<Change>& changes,
                                        Sequence known) const;

 private:
  const Clock& clock_;
  const OrderScorer score_;
  const Timestamp started_at_;
  Histogram& order_to_effect_;
};

}  // namespace suggestd::learn
