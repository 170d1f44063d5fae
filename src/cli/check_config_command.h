// suggestd check-config: says what is wrong with a configuration, and prints the texts that are generated
// from the tables of keys and metrics.
#pragma once

#include "cli/command.h"

namespace suggestd::cli {

void add_check_config_command(CLI::App& program, ExitStatus& status);

}  // namespace suggestd::cli
