// The people for whom a product scores best, and the vectors of people and products.
//
// Threads  pure functions; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/work_budget.h"
#include "learn/snapshot.h"

namespace suggestd::recommend {

struct AudienceMember {
  std::string user_id;
  double score = 0;
};

// Known users for whom the product scores best, the best first, without those who bought it and those who are
// not profiled. Reads every user's vector: some 25 ms for 200,000 users at 128 dimensions.
// Errors: not_found for an unknown product; those of the budget.
Result<std::vector<AudienceMember>> audience(const learn::Snapshot& snapshot, std::string_view product_id,
                                             std::size_t limit, WorkBudget& budget);

// The vectors that lists are made with. Errors: not_found if the id is unknown or has no vector yet.
Result<std::vector<float>> user_vector(const learn::Snapshot& snapshot, std::string_view user_id);
Result<std::vector<float>> product_vector(const learn::Snapshot& snapshot, std::string_view product_id);

}  // namespace suggestd::recommend
