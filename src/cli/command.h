// Shared by the commands: exit statuses, the telling of an error, the flags that choose a configuration.
//
// A command is one pair of files, <name>_command.{h,cc}, with one function add_<name>_command(program,
// status) that adds its flags to the program; the command runs if it was chosen, and leaves its status.
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "base/result.h"
#include "settings/load_config.h"

namespace suggestd::cli {

// sysexits(3).
enum class ExitStatus : int { good = 0, usage = 64, bad_data = 65, internal = 70, io = 74, config = 78 };

// The status that an error ends the program with.
ExitStatus exit_status(const Error& error);

// Says "suggestd: MESSAGE" on standard error and returns the status for it.
ExitStatus fail(const Error& error);

struct ConfigFlags {
  std::string file;
  std::vector<std::string> settings;
};

// Adds --config and --set.
void add_config_flags(CLI::App& command, ConfigFlags& flags);
// Loads file, environment and --set together.
Result<LoadedConfig> load_config(const ConfigFlags& flags);

}  // namespace suggestd::cli
