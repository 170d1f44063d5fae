// For each item, other items with weights: the form in which both sparse lanes are kept and served.
//
// Threads  plain values.
#pragma once

#include <cstdint>
#include <vector>

namespace suggestd::model {

struct Neighbour {
  std::uint32_t item = 0;
  float weight = 0;
  bool operator==(const Neighbour&) const = default;
};

// The neighbours of one item, in the order that the lane states.
using NeighbourRow = std::vector<Neighbour>;

}  // namespace suggestd::model
