// The answer to a request for a list in an interleaving experiment: two answers made from one snapshot, joined.
//
// Rules     of a variant hold within its own ranking. A product that both bring comes once; so does a group of variants if
//           one of the rankings shows one of each.
// Told      what an answer says in words is told of each variant by its name, where both don't mean the same.
// Cost      both rankings are paid for by the one budget.
// Threads   pure functions.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/work_budget.h"
#include "experiments/experiment.h"
#include "experiments/interleave.h"
#include "experiments/shown_list.h"
#include "learn/snapshot.h"
#include "recommend/request.h"

namespace suggestd::experiments {

// Kept with the list, so that its next page is interleaved too.
struct InterleavedRequest {
  RunId run{};
  SplitKey key{};
  PersonId person;
  std::array<std::string, kRankings> names;
  std::array<recommend::Request, kRankings> rankings;
};

// Requires: an interleaving experiment that runs; the requests name a person.
InterleavedRequest interleaved_request(const StoredExperiment& stored, recommend::Request first,
                                       recommend::Request second);

struct InterleavedAnswer {
  recommend::Answer answer;
  ShownList shown;  // without its id
};

// Errors: those of recommend::recommend().
Result<InterleavedAnswer> interleaved_answer(const learn::Snapshot& snapshot,
                                             const InterleavedRequest& request, WorkBudget& budget);

}  // namespace suggestd::experiments
