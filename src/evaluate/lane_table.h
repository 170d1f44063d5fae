// Each lane's scores of the products that might stand in a list, for many people at once: weights of the
// lanes can then be judged in milliseconds.
//
// Candidates  the best kPerLane of each lane alone, of products that the person does not have. Products that
//             no lane puts there are missing, so a score is a little below that of whole lists, and the same
//             for all weights.
// Threads     immutable once made; score() uses as many threads as it was made with. The same result for any
//             number.
#pragma once

#include <cstddef>
#include <vector>

#include "evaluate/split.h"
#include "learn/snapshot.h"
#include "recommend/request.h"
#include "recommend/scores/lane_scores.h"

namespace suggestd::evaluate {

class LaneTable {
 public:
  // Requires: `people` are users of the snapshot with at least one item each; all outlive the call alone.
  LaneTable(const learn::Snapshot& snapshot, const std::vector<const UserItems*>& people, Timestamp now,
            std::size_t threads);

  // The mean over people of (recall + NDCG) / 2 of lists of `at` (evaluate/metrics.h).
  double score(const recommend::FixedSumWeights& weights, std::size_t at) const;

  std::size_t people() const noexcept { return people_.size(); }

 private:
  struct Candidate {
    recommend::LaneParts parts;  // every lane at weight 1
    bool wanted = false;
  };
  struct Person {
    std::vector<Candidate> candidates;  // by product
    std::size_t wanted = 0;             // candidates or not
  };

  std::vector<Person> people_;
  std::size_t threads_;
};

}  // namespace suggestd::evaluate
