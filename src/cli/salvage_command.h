// suggestd salvage: tells which records a damaged store still holds, and makes a store of them.
#pragma once

#include "cli/command.h"

namespace suggestd::cli {

void add_salvage_command(CLI::App& program, ExitStatus& status);

}  // namespace suggestd::cli
