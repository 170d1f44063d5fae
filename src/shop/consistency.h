// How fresh an answer has to be: the five levels of Cosmos DB, on one node.
//
// The model is a replica of the log; "applied" is the last sequence that it has learned. A level says
// which sequence a read waits for (docs/consistency.md has each level's exact promise).
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "base/ids.h"
#include "base/result.h"

namespace suggestd::shop {

// Weakest first, so that `a < b` reads "a promises less than b".
enum class Consistency {
  eventual,  // the current snapshot
  prefix,    // the current snapshot; snapshots never go back
  session,   // waits for the position that the caller brings
  bounded,   // waits only if the learner is more than K records or T behind
  strong,    // waits for everything that was acknowledged before the read
};

std::string_view consistency_name(Consistency level);
// Errors: invalid, listing the five names.
Result<Consistency> parse_consistency(std::string_view name);

// What one read asks for.
struct ReadLevel {
  Consistency level = Consistency::session;
  std::optional<Position> session;  // the caller's token; none: session waits for nothing
  std::chrono::milliseconds timeout{50};
  bool refuse_stale = false;  // true: an answer that would be stale becomes `busy`
};

// What the read got.
struct Freshness {
  Position applied;
  bool stale = false;  // the wait ran out
};

struct StalenessBound {
  std::uint64_t records = 10'000;
  std::chrono::milliseconds age{5'000};
};

}  // namespace suggestd::shop
