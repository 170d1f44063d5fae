// The words of a list's answer about an experiment.
#pragma once

#include <string>

namespace suggestd::experiments {

struct ToldVariant {
  std::string experiment;
  std::string variant;
};

}  // namespace suggestd::experiments
