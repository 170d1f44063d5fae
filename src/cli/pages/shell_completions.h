// The proposals of bash and zsh behind `suggestd`, made from the commands.
#pragma once

#include <string>
#include <vector>

#include "cli/pages/outline.h"

namespace suggestd::cli {

std::string bash_completion(const std::vector<CommandOutline>& commands);
// Belongs into a file `_suggestd` of zsh's $fpath.
std::string zsh_completion(const std::vector<CommandOutline>& commands);

}  // namespace suggestd::cli
