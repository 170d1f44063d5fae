// The protocol of LightGCN's data sets: a given split, all products that a person does not have yet are
// ranked, Recall@k and NDCG@k over the people with at least one test item.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "base/result.h"
#include "evaluate/report.h"
#include "evaluate/tune.h"

namespace suggestd::evaluate {

struct LightgcnOptions {
  std::filesystem::path train;
  std::filesystem::path test;
  Scoring scoring;
  Settings settings;
  bool tune = false;  // let evaluate/tune.h look for better settings on the training file
  std::function<void(const std::string&)> progress;  // a line for a person; may be empty
};

// Errors: those of the files (evaluate/split.h); invalid if nobody has a test item.
Result<Report> evaluate_lightgcn(const LightgcnOptions& options);

}  // namespace suggestd::evaluate
