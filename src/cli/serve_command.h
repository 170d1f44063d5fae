// suggestd serve: the daemon, from its configuration to SIGTERM.
#pragma once

#include "cli/command.h"

namespace suggestd::cli {

void add_serve_command(CLI::App& program, ExitStatus& status);

}  // namespace suggestd::cli
