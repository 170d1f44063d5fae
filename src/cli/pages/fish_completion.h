// The proposals of fish behind `suggestd`, made from the commands.
#pragma once

#include <string>
#include <vector>

#include "cli/pages/outline.h"

namespace suggestd::cli {

std::string fish_completion(const std::vector<CommandOutline>& commands);

}  // namespace suggestd::cli
