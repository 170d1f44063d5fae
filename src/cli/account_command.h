// suggestd account: inviting, listing and removing the people who administer.
#pragma once

#include "cli/command.h"

namespace suggestd::cli {

void add_account_command(CLI::App& program, ExitStatus& status);

}  // namespace suggestd::cli
