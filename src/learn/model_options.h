// All that decides what the model learns from a log. Same options and same log: same model.
#pragma once

#include <chrono>

#include "learn/facts/confidence.h"
#include "learn/facts/event_rate.h"
#include "model/factors/als_trainer.h"
#include "model/sparse/cooccurrence.h"
#include "model/sparse/sparse_linear.h"

namespace suggestd::learn {

struct NeighbourOptions {
  model::CooccurrenceOptions cooccurrence;
  model::SparseLinearOptions sparse_linear;
};

// The people lane (recommend/scores/like_minded.h), which is made when a list is asked for. It is no part of
// the learned model.
struct LikeMindedOptions {
  std::size_t people = 400;     // the nearest
  double history_power = 0.75;  // p: how much less somebody with a long history counts
  double product_power = 0.5;   // q: how much less a product that many have counts
  double sharpness = 1.5;       // r
};

struct ModelOptions {
  model::AlsSettings factors;
  NeighbourOptions neighbours;
  LikeMindedOptions like_minded;
  unsigned threads = 0;  // for full training; 0: one per core. The result is the same with any number
  ConfidenceOptions confidence;
  // Popularity forgets half of what it counted in this time.
  std::chrono::hours popular_half_life{24 * 30};
  std::chrono::hours trending_half_life{24 * 3};
  EventRateOptions event_rate;
  // Lists hold nothing that the catalogue does not name, whether it is whole or not. No part of what is
  // learned.
  bool catalogue_required = false;
};

}  // namespace suggestd::learn
