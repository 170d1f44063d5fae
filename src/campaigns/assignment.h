// Solves an AssignmentProblem nearly, and says how nearly.
//
// Method   Lagrangian relaxation: each cap has a price, everybody takes what is worth most to them after it, and the
//          prices move against the demand (price_round.h). Every few rounds a solution that keeps all caps is made
//          from what people want at the prices of that round (repair.h); the best is kept. The lowest L(y) bounds
//          the optimum from above, so gap() is proven for each run.
// Step     t = f (L(y) - best value) / |g|^2 along the subgradient g, prices below 0 set to 0: Polyak, as in Held,
//          Wolfe, Crowder, "Validation of subgradient optimization", Mathematical Programming 6 (1974). f begins at
//          1 and halves after kPatience rounds without a better bound; then the prices go back to the best ones.
// Order    the same problem and seed give the same solution, on any number of threads, also if the work was
//          interrupted between and went on from saved prices.
// Cost     a round reads every candidate once; figures and greedy beside it: tests/bench/assignment_bench.cc.
// Threads  one caller; works on several.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

#include "base/result.h"
#include "campaigns/assignment_problem.h"

namespace suggestd::campaigns {

// How far the prices have come: all that a later call needs to go on.
struct PriceState {
  unsigned round = 0;
  std::vector<double> prices;        // by cap
  std::vector<double> best_prices;   // those of the lowest bound
  double best_bound = 0;             // 0: none yet
  double best_value = 0;             // of a solution
  std::vector<double> value_prices;  // that the solution was made from
  double step = 1;
  unsigned patience_left = 0;

  bool operator==(const PriceState&) const = default;
};

struct AssignmentOptions {
  std::uint64_t seed = 1;
  std::size_t threads = 1;
  unsigned rounds = 300;       // at most
  double enough_gap = 0.0005;  // ends earlier
  std::stop_token stop = {};
  // Called after every kRoundsBetweenRepairs rounds, and its state is enough to go on from.
  std::function<void(const PriceState&)> on_progress = [](const PriceState&) {};
};

inline constexpr unsigned kRoundsBetweenRepairs = 10;

struct Assignment {
  Choices choices;
  double value = 0;
  double bound = 0;  // no solution is worth more
  unsigned rounds = 0;
  std::vector<double> cap_prices;  // the worth of one more place under each cap, about

  // (bound - value) / bound, at least 0.
  double gap() const noexcept { return bound > 0 && bound > value ? (bound - value) / bound : 0; }
};

// `from`: a state that an earlier call on the same problem with the same seed has told; empty: from the start. Errors:
// those of check(); invalid for a state of another number of caps; busy if it was asked to stop.
Result<Assignment> assign(const AssignmentProblem& problem, const AssignmentOptions& options,
                          PriceState from = {});

// The rival: pairs by value, the largest first, each taken if there is room.
Choices assign_greedily(const AssignmentProblem& problem);

}  // namespace suggestd::campaigns
