// Who asks: a person's state in the snapshot, joined with the basket that the request brings.
//
// Threads  plain value; points into the snapshot that it was made from.
#pragma once

#include <string>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "learn/snapshot.h"
#include "recommend/request.h"

namespace suggestd::recommend {

struct Visitor {
  const learn::PersonState* person = nullptr;  // null: the log never named the id, or no id was given
  bool named = false;                          // an id was given
  bool profiling = true;                       // false: the person asked for no profile
  learn::History history;                      // the person's, and the basket as the latest
  learn::LearnedRow learned;
  std::vector<float> vector;          // empty: no factors for this visitor
  std::vector<ProductRow> bought;     // ascending; not what the basket holds
  std::vector<ProductRow> in_basket;  // ascending
};

// Folds the basket in: the exact row solution for history and basket together, stored nowhere.
// Products of the basket that the shop's log never named are left out.
Visitor make_visitor(const learn::Snapshot& snapshot, const Request& request);

}  // namespace suggestd::recommend
