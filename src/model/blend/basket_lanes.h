// All that the learned blend knows of a shop: lanes and counts learned from everybody's baskets.
//
// Lanes    factors (model/factors/als_trainer.h), co-occurrence (model/sparse/cooccurrence.h) and the sparse
//          linear model (model/sparse/sparse_linear.h) over lifetimes; tables of single baskets
//          (model/blend/basket_tables.h); and, for comparison, people's profiles: their baskets weighted
//          0.9^(baskets since), of length 1 (user neighbours, as in TIFU-KNN: Hu et al. 2020, section 4).
// Result   the same bytes for any number of threads.
// Threads  immutable once learned.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "model/blend/basket_history.h"
#include "model/blend/basket_tables.h"
#include "model/factors/als_trainer.h"
#include "model/factors/gram.h"
#include "model/sparse/cooccurrence.h"
#include "model/sparse/neighbours.h"
#include "model/sparse/sparse_linear.h"

namespace suggestd::model {

struct BasketLaneOptions {
  AlsSettings factors;
  CooccurrenceOptions cooccurrence;
  SparseLinearOptions sparse_linear;
};

struct ProfileEntry {
  std::uint32_t row;  // item, or person
  float weight;
};

class BasketLanes {
 public:
  // `now`: the day up to which `people` reaches. After a requested stop the result is unfinished and must not
  // be used. Requires: every item < items; threads > 0.
  static BasketLanes learn(std::span<const BasketHistory> people, std::size_t items, double now,
                           const BasketLaneOptions& options, std::size_t threads,
                           const std::stop_token& stop = {});

  std::size_t items() const noexcept { return tables.counts.size(); }
  std::size_t people() const noexcept { return profiles.size(); }

  FactorMatrix item_factors;
  GramMatrix gram{1};
  AlsWeights weights{};
  std::vector<NeighbourRow> neighbours;  // co-occurrence over lifetimes
  std::vector<NeighbourRow> predicted;   // sparse linear model, by source
  BasketTables tables;
  std::vector<std::vector<ProfileEntry>> profiles;   // by person
  std::vector<std::vector<ProfileEntry>> followers;  // by item: people
};

// A person's purchases as one row: items ascending, each with a confidence (r up to 1, then 1 + ln r; r
// halves with every year of age).
struct ConfidentItem {
  std::uint32_t item;
  float confidence;
};
std::vector<ConfidentItem> confident_items(const BasketHistory& history, double now);

// The profile: items ascending, of length 1. Empty without baskets.
std::vector<ProfileEntry> profile_of(const BasketHistory& history);

}  // namespace suggestd::model
