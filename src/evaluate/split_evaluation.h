// Lists of products that a person does not have yet, measured against those that they went on to get:
// all such products are ranked, Recall@k and NDCG@k over the people with at least one test item. The protocol
// of LightGCN's data sets; evaluate/make_split.h makes the two parts.
#pragma once

#include <functional>
#include <string>

#include "base/result.h"
#include "evaluate/make_split.h"
#include "evaluate/report.h"
#include "evaluate/tune.h"

namespace suggestd::evaluate {

struct SplitOptions {
  std::string protocol;  // its name in the report
  Scoring scoring;
  Settings settings;
  bool tune = false;  // let evaluate/tune.h look for better settings on the training part
  std::function<void(const std::string&)> progress;  // a line for a person; may be empty
};

// Errors: those of a list (recommend/recommender.h).
Result<Report> evaluate_split(const Split& split, const SplitOptions& options);

}  // namespace suggestd::evaluate
