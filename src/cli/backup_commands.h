// suggestd backup, restore, verify: copies of a store that no server has open (a running server makes its
// own). Exit status 74 with "is in use" if one has.
#pragma once

#include "cli/command.h"

namespace suggestd::cli {

void add_backup_commands(CLI::App& program, ExitStatus& status);

}  // namespace suggestd::cli
