// The lanes' weights, learned from items that the lanes have not seen.
//
// Search   from the given weights, and from each lane made loud in turn, one weight after the other is
//          multiplied for as long as the score on the held-out items rises.
// Caution  a random held-out part is not tomorrow: small gains on it do not carry over. So the weights found
//          are taken only if they score kWorthwhile above the given ones (docs/decisions/0121); otherwise
//          the given ones stay.
#pragma once

#include <cstddef>

#include "evaluate/lane_table.h"
#include "recommend/request.h"

namespace suggestd::evaluate {

inline constexpr double kWorthwhile = 1.04;
// With fewer people nothing is learned.
inline constexpr std::size_t kFewestPeople = 100;

struct LaneWeights {
  recommend::FixedSumWeights lanes;
  double score = 0;  // on the table
  bool learned = false;
};

LaneWeights learn_lane_weights(const LaneTable& table, const recommend::FixedSumWeights& given,
                               std::size_t at);

}  // namespace suggestd::evaluate
