// Recall@20 and NDCG@20 of each lane alone, and of the blend of all, on the people of a test file.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "evaluate/split.h"
#include "learn/snapshot.h"

namespace suggestd::bench {

struct LaneQuality {
  std::string lane;
  double recall = 0;
  double ndcg = 0;
};

// Lists of products that the person does not have yet, made by the code that serves. Errors: those of a list.
Result<std::vector<LaneQuality>> quality_of_lanes(const learn::Snapshot& snapshot,
                                                  const std::vector<evaluate::UserItems>& people,
                                                  std::size_t threads);

}  // namespace suggestd::bench
