// A mutation with everything made ready that does not depend on its place in the log, so that the committer
// has little left to do.
//
// Threads  plain values; preparing is pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "records/mutation.h"

namespace suggestd::store {

struct PreparedMutation {
  Mutation mutation;
  std::string key;                 // row of the thing in its family (store/disk/keys.h)
  std::string payload;             // of its log record, where the mutation alone decides it; else ""
  std::string history_key;         // of an order in user_orders
  std::optional<Outcome> refused;  // it can never succeed
  Precondition precondition;
};

PreparedMutation prepare(ShopId shop, Mutation mutation);
// `precondition` holds for each of them.
std::vector<PreparedMutation> prepare_all(ShopId shop, std::vector<Mutation> mutations,
                                          const Precondition& precondition);

}  // namespace suggestd::store
