// The weight of each lane where the log has taught no blend yet; 0 switches a lane off.
//
// Threads  plain values.
#pragma once

namespace suggestd::model {

// Each lane is divided by its norm first (recommend/scores/lane_scores.h). Chosen on public sets (decision
// 0163).
struct LaneSum {
  double factors = 1.0;
  double cooccurrence = 0.3;
  double linear = 0.4;
  double people = 0.45;
  bool operator==(const LaneSum&) const = default;
};

}  // namespace suggestd::model
