// suggestd key: makes API keys.
#pragma once

#include "cli/command.h"

namespace suggestd::cli {

void add_key_command(CLI::App& program, ExitStatus& status);

}  // namespace suggestd::cli
