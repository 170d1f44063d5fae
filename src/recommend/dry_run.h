// The changes that a scenario would bring before it goes live: for a sample of the shop's own people, each
// list as it is and as it would be.
//
// Sample   people who have bought or looked at something, evenly spaced in the order in which the log met
//          them, so that the same question has the same answer. A list about a product asks for products that
//          can be shown, spaced likewise, each with one of those people.
// Threads  pure.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/work_budget.h"
#include "learn/snapshot.h"
#include "recommend/merchandise/scenario.h"

namespace suggestd::recommend {

struct DryRunOptions {
  std::size_t sample = 200;
  std::size_t limit = 10;  // products a list
  Timestamp now{};
  Context context = {};  // of each list
};

struct ProductMove {
  std::string product_id;
  std::size_t lists = 0;  // that gain or lose it
};

struct RuleUse {
  std::string rule;
  bool in_force = false;
  std::size_t lists = 0;  // in which it did something
};

struct ListPair {
  std::string user_id;
  std::string product_id;  // "" for a list that is about no product
  std::vector<std::string> before;
  std::vector<std::string> after;
};

struct DryRun {
  std::size_t lists = 0;    // compared
  std::size_t changed = 0;  // other products, or another order
  std::size_t empty_before = 0;
  std::size_t empty_after = 0;
  std::size_t short_before = 0;  // neither empty nor full
  std::size_t short_after = 0;
  std::vector<ProductMove> gained;  // most lists first, at most kMoves
  std::vector<ProductMove> lost;
  std::vector<RuleUse> rules;      // of the new scenario, in its order
  std::vector<ListPair> examples;  // the first lists that change

  static constexpr std::size_t kMoves = 20;
  static constexpr std::size_t kExamples = 3;
};

// `before` null: compares with the list of the same kind without a scenario. Errors: invalid for a
// re-ranking, which has no list of its own; those of recommend(). The budget pays for all lists together: the
// cost of the first lists tells whether the sample fits, so that a sample too large is refused at once.
Result<DryRun> dry_run(const learn::Snapshot& snapshot, const Scenario* before, const Scenario& after,
                       const DryRunOptions& options, WorkBudget& budget);

}  // namespace suggestd::recommend
