// Settings found on the training set alone: part of each person's items is held out, the rest is learned
// again and again, and the settings that rank the held-out items best are kept.
//
// Method   coordinate search, one setting at a time by factors, each trial a training after which the lanes'
//          weights are learned anew (evaluate/lane_weights.h). Judged by the mean of recall and NDCG; a
//          setting is kept if that rises by two percent (docs/decisions/0121).
// Result   the same for the same data and options, whatever the number of threads.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "evaluate/split.h"
#include "evaluate/split_trial.h"
#include "learn/model_options.h"
#include "recommend/request.h"

namespace suggestd::evaluate {

struct Settings {
  learn::ModelOptions model;
  recommend::FixedSumWeights lanes;
  bool lanes_learned = false;
};

struct TuneOptions {
  Settings start;
  double held_out = 0.15;                            // share of each person's items
  Scoring scoring{20, 4000};                         // people are sampled: trials are many
  bool lanes_only = false;                           // learn the lanes' weights and leave the rest
  std::function<void(const std::string&)> progress;  // a line for a person; may be empty
};

struct Tuned {
  Settings settings;
  double seconds = 0;  // of all trainings and trials
};

// Errors: invalid if nobody has two items.
Result<Tuned> tune(const std::vector<UserItems>& train, const TuneOptions& options);

}  // namespace suggestd::evaluate
