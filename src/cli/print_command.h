// suggestd print: the manual pages and the shells' completions, made from the commands and the configuration's keys.
#pragma once

#include "cli/command.h"

namespace suggestd::cli {

// Requires: what it prints of `program` is complete when the command line is parsed.
void add_print_command(CLI::App& program, ExitStatus& status);

}  // namespace suggestd::cli
