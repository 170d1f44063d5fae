// suggestd campaign plan | run | lists | report: the campaigns of a running server.
#pragma once

#include "cli/command.h"

namespace suggestd::cli {

void add_campaign_command(CLI::App& program, ExitStatus& status);

}  // namespace suggestd::cli
