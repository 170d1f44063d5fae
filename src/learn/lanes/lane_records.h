// The rows that the lanes between products are restored from after a restart, one for each product;
// learn/checkpoint/ makes bytes of them.
//
// Threads  plain values.
#pragma once

#include "model/sparse/neighbours.h"

namespace suggestd::learn {

struct NeighbourRecord {
  model::NeighbourRow neighbours;
  model::NeighbourRow predictors;
  bool operator==(const NeighbourRecord&) const = default;
};

}  // namespace suggestd::learn
