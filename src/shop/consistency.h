// The levels of freshness that a read may ask for: the five levels of Cosmos DB, on one node.
//
// The model is a replica of the log; "applied" is the last sequence that it has learned. A level says which
// sequence a read waits for (docs/use/consistency.md has the exact promise of each level).
//
// Threads  plain values.
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

// The levels of a shop's reads.
struct ConsistencyRange {
  Consistency standard = Consistency::session;  // for requests that ask for none; at most strongest
  Consistency strongest = Consistency::strong;  // the most that a request may ask for
};

// The level of one read, and how it waits.
struct ReadLevel {
  Consistency level = Consistency::session;
  std::optional<Position> session;  // the caller's token; none: session waits for nothing
  std::chrono::milliseconds timeout{50};
  bool refuse_stale = false;  // true: an answer that would be stale becomes `busy`
};

// The freshness of the answer.
struct Freshness {
  Position applied;
  bool stale = false;  // the wait ran out
};

struct StalenessBound {
  std::uint64_t records = 10'000;
  std::chrono::milliseconds age{5'000};
};

// The part of the configuration that reads keep to.
struct ReadPolicy {
  ConsistencyRange levels;
  StalenessBound bound;
};

}  // namespace suggestd::shop
