// The results of an evaluation, for people and as JSON (shape: docs/internals/evaluation.md).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "evaluate/metrics.h"

namespace suggestd::evaluate {

// The lists at one setting of a request's `diversity`.
struct DiversityStep {
  double diversity = 0;
  Quality quality;
  double likeness = 0;  // mean cosine between the factors of two products of one list
};

struct Report {
  std::string protocol;                  // "lightgcn", "last-basket", "prequential"
  std::size_t at = 0;                    // length of the lists
  Quality blend;                         // the lists as they are served
  std::map<std::string, Quality> lanes;  // each lane by itself
  double train_seconds = 0;
  double microseconds_per_list = 0;
  std::vector<DiversityStep> diversity;  // empty unless it was asked for
  std::map<std::string, std::string> settings;
};

std::string to_json(const Report& report);
// A table for a terminal.
std::string to_text(const Report& report);

}  // namespace suggestd::evaluate
