// Items that the same people have: item-based neighbours by cosine, each person counting less the more
// items they have.
//
//   c_ij = sum over v that have i and j of  |S_v|^-p / sqrt(|S_i| |S_j|),   p = 1 by default
//
// S_v: items of user v, S_i: users of item i. (Item-based neighbours with user normalisation: Karypis 2001,
// "Evaluation of Item-Based Top-N Recommendation Algorithms", section 4.2, there with row normalisation.)
// Order    a row holds the largest c first; equal ones: smaller item first.
// Cost     sum over v in S_i of |S_v| for a row.
// Threads  a workspace: one thread; the functions read `histories` alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "model/histories.h"
#include "model/sparse/neighbours.h"

namespace suggestd::model {

struct CooccurrenceOptions {
  std::size_t neighbours = 200;
  double user_power = 1.0;  // p
};

// |S_v|^-p for each user, so that a row needs no power function.
std::vector<float> user_weights(const Histories& histories, double power);

class CooccurrenceSolver {
 public:
  // Requires: `histories` and `weights` (one a user) outlive the solver and cover each row asked for.
  CooccurrenceSolver(const Histories& histories, const std::vector<float>& weights, std::size_t neighbours);

  NeighbourRow row(std::uint32_t item);

 private:
  const Histories& histories_;
  const std::vector<float>& weights_;
  std::size_t neighbours_;
  std::vector<double> sums_;  // by item; zero between calls
  std::vector<std::uint32_t> touched_;
};

// The rows of all items. The same rows for any number of threads.
std::vector<NeighbourRow> cooccurrence_rows(const Histories& histories, const CooccurrenceOptions& options,
                                            std::size_t threads);

}  // namespace suggestd::model
