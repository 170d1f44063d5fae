// suggestd export: a shop's records, or the model's vectors, as NDJSON.
#pragma once

#include <CLI/CLI.hpp>

#include "cli/command.h"

namespace suggestd::cli {

void add_export_command(CLI::App& program, ExitStatus& status);

}  // namespace suggestd::cli
