// suggestd evaluate: the quality of the lists on a data set, by the protocols of the papers.
#pragma once

#include "cli/command.h"

namespace suggestd::cli {

void add_evaluate_command(CLI::App& program, ExitStatus& status);

}  // namespace suggestd::cli
