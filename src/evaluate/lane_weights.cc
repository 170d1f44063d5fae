#include "evaluate/lane_weights.h"

#include <array>

namespace suggestd::evaluate {
namespace {

using recommend::FixedSumWeights;
using Lane = double FixedSumWeights::*;

constexpr std::array<Lane, 4> kLanes{&FixedSumWeights::factors, &FixedSumWeights::cooccurrence,
                                     &FixedSumWeights::linear, &FixedSumWeights::people};
constexpr std::array kSteps{2.0, 1.4, 1.15};
constexpr double kLoud = 12;

class Climb {
 public:
  Climb(const LaneTable& table, const FixedSumWeights& start, std::size_t at)
      : table_(table), at_(at), best_{start, table.score(start, at)} {}

  LaneWeights run() {
    for (const double step : kSteps) {
      for (const Lane lane : kLanes) {
        if (!turn(lane, step)) turn(lane, 1 / step);
      }
    }
    return best_;
  }

 private:
  bool turn(Lane lane, double factor) {
    for (bool turned = false;; turned = true) {
      FixedSumWeights changed = best_.lanes;
      changed.*lane *= factor;
      const double score = table_.score(changed, at_);
      if (score <= best_.score) return turned;
      best_ = {changed, score};
    }
  }

  const LaneTable& table_;
  std::size_t at_;
  LaneWeights best_;
};

}  // namespace

LaneWeights learn_lane_weights(const LaneTable& table, const FixedSumWeights& given, std::size_t at) {
  if (table.people() == 0) return {given};
  const LaneWeights start{given, table.score(given, at)};
  if (table.people() < kFewestPeople) return start;
  LaneWeights best = Climb(table, given, at).run();
  for (const Lane lane : kLanes) {
    FixedSumWeights loud = given;
    loud.*lane *= kLoud;
    const LaneWeights found = Climb(table, loud, at).run();
    if (found.score > best.score) best = found;
  }
  if (best.score < kWorthwhile * start.score) return start;
  best.learned = true;
  return best;
}

}  // namespace suggestd::evaluate
