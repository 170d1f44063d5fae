// The manual page suggestd(1), made from the commands.
#pragma once

#include <string>
#include <vector>

#include "cli/pages/outline.h"

namespace suggestd::cli {

std::string program_page(const std::vector<CommandOutline>& commands);

}  // namespace suggestd::cli
