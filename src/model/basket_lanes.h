// All that the learned blend knows of a shop: lanes and counts learned from everybody's baskets.
//
// Lanes    factors (model/als_trainer.h), co-occurrence (model/cooccurrence.h) and the sparse linear model
//          (model/sparse_linear.h) over lifetimes; the latter two once more over single baskets, where
//          having been bought together is a stronger sign; the next basket: t_ij = sum over baskets b with
//          j in b, i in the following one of (|b| |b'|)^-1/2, divided by sqrt((n_i + 5)(n_j + 5)) (a
//          first-order Markov chain over baskets, Rendle et al. 2010, section 3); people's profiles, their
//          baskets weighted 0.9^(baskets since), of length 1 (user neighbours, as in TIFU-KNN: Hu et al.
//          2020, section 4).
// Counts   buyers; what is left of purchases after a month's and half a year's half life; the share of
//          buyers who came back for it; the mean log interval of those.
// Result   the same bytes for any number of threads.
// Threads  immutable once learned.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "model/als_trainer.h"
#include "model/basket_history.h"
#include "model/cooccurrence.h"
#include "model/gram.h"
#include "model/neighbours.h"
#include "model/sparse_linear.h"

namespace suggestd::model {

struct BasketLaneOptions {
  AlsSettings factors;
  CooccurrenceOptions cooccurrence;
  SparseLinearOptions sparse_linear;
};

struct ItemCounts {
  double buyers = 0;
  double month = 0;      // purchases, halved with every 30 days
  double half_year = 0;  // with every 180 days
  double purchases = 0;
  double repeat_share = 0;  // of buyers with a second purchase; shrunk to 0.2
  double log_interval = 0;  // mean of log(1 + days) between purchases; shrunk to 3
};

struct ProfileEntry {
  std::uint32_t row;  // item, or person
  float weight;
};

class BasketLanes {
 public:
  // `now`: the day up to which `people` reaches. Requires: every item < items; threads > 0.
  static BasketLanes learn(std::span<const BasketHistory> people, std::size_t items, double now,
                           const BasketLaneOptions& options, std::size_t threads);

  std::size_t items() const noexcept { return counts.size(); }
  std::size_t people() const noexcept { return profiles.size(); }

  std::vector<ItemCounts> counts;
  FactorMatrix item_factors;
  GramMatrix gram{1};
  AlsWeights weights{};
  std::vector<NeighbourRow> neighbours;         // co-occurrence over lifetimes
  std::vector<NeighbourRow> predicted;          // sparse linear model, by source
  std::vector<NeighbourRow> basket_neighbours;  // the same over single baskets
  std::vector<NeighbourRow> basket_predicted;
  std::vector<NeighbourRow> next;                    // what the next basket holds, by source
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

// Items ascending, of length 1. Empty without baskets.
std::vector<ProfileEntry> profile_of(const BasketHistory& history);

}  // namespace suggestd::model
