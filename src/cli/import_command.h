// suggestd import: records of files into a running server or a store.
#pragma once

#include "cli/command.h"

namespace suggestd::cli {

void add_import_command(CLI::App& program, ExitStatus& status);

}  // namespace suggestd::cli
