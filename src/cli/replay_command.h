// suggestd replay: the model of a past moment, made anew from a store's log.
#pragma once

#include "cli/command.h"

namespace suggestd::cli {

void add_replay_command(CLI::App& program, ExitStatus& status);

}  // namespace suggestd::cli
