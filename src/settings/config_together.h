// Values that are each possible and can't work together, and some that work and are seldom meant.
//
// Threads  pure.
#pragma once

#include <string>
#include <vector>

#include "settings/config_problems.h"
#include "settings/loaded_config.h"

namespace suggestd {

// Adds a problem for each contradiction, at the place of the one key and naming the place of the other.
void check_together(const LoadedConfig& loaded, ConfigProblems& problems);

// A sentence for each value that is taken and should be looked at.
std::vector<std::string> config_remarks(const LoadedConfig& loaded);

}  // namespace suggestd
