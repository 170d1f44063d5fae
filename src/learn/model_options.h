// All that decides what the model learns from a log. Same options and same log: same model.
#pragma once

#include <chrono>

#include "learn/confidence.h"
#include "model/als_trainer.h"
#include "model/cooccurrence.h"
#include "model/sparse_linear.h"

namespace suggestd::learn {

struct NeighbourOptions {
  model::CooccurrenceOptions cooccurrence;
  model::SparseLinearOptions sparse_linear;
};

struct ModelOptions {
  model::AlsSettings factors;
  NeighbourOptions neighbours;
  unsigned threads = 0;  // for full training; 0: one per core. No effect on the result
  ConfidenceOptions confidence;
  // Popularity forgets half of what it counted in this time.
  std::chrono::hours popular_half_life{24 * 30};
  std::chrono::hours trending_half_life{24 * 3};
};

}  // namespace suggestd::learn
