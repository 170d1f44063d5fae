// `suggestd shop`: shops of one server, made, listed, suspended, resumed, deleted.
#pragma once

#include "cli/command.h"

namespace suggestd::cli {

void add_shop_command(CLI::App& program, ExitStatus& status);

}  // namespace suggestd::cli
