// Answers list requests from one snapshot, and from nothing else.
//
// Exact    filters, stock, availability and exclusions narrow the set of allowed products before the
//          ranking, never after it: no filter costs a good product its place.
// Never empty without a reason: a list that is not personal says so in `fallback`, one that is shorter than
//          asked in `shortfall`.
// Order    best first; equal scores: the product that the log saw first.
// Threads  pure functions of their arguments; any thread.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "learn/snapshot.h"
#include "recommend/request.h"

namespace suggestd::recommend {

// Errors: invalid for a limit out of range, a filter or booster that does not compile (with position), a
// list that needs a product, person or candidates and has none; not_found for an unknown context product.
// An unknown person is no error: the answer falls back and says so.
Result<Answer> recommend(const learn::Snapshot& snapshot, const Request& request);

// People for whom the product scores best, the best first; those who bought it are left out.
// Errors: not_found for an unknown product.
Result<std::vector<AudienceMember>> audience(const learn::Snapshot& snapshot, std::string_view product_id,
                                             std::size_t limit);

// The vectors as they serve. Errors: not_found if the id is unknown or has no vector yet.
Result<std::vector<float>> user_vector(const learn::Snapshot& snapshot, std::string_view user_id);
Result<std::vector<float>> product_vector(const learn::Snapshot& snapshot, std::string_view product_id);

}  // namespace suggestd::recommend
