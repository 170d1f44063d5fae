// The suggestd program: reads the command line and runs one command.
#include <sys/stat.h>

#include <exception>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "base/memory.h"
#include "base/version.h"
#include "cli/account_command.h"
#include "cli/backup_commands.h"
#include "cli/bench_command.h"
#include "cli/campaign_command.h"
#include "cli/check_config_command.h"
#include "cli/command.h"
#include "cli/evaluate_command.h"
#include "cli/export_command.h"
#include "cli/import_command.h"
#include "cli/key_command.h"
#include "cli/print_command.h"
#include "cli/replay_command.h"
#include "cli/salvage_command.h"
#include "cli/serve_command.h"
#include "cli/shop_command.h"

namespace {

using suggestd::cli::ExitStatus;

int run(int argc, char** argv) {
  CLI::App program("suggestd: recommendations for online shops, in one process", "suggestd");
  program.set_version_flag("--version", std::string(suggestd::kVersion));
  program.require_subcommand(1);
  program.failure_message(CLI::FailureMessage::help);
  ExitStatus status = ExitStatus::good;
  suggestd::cli::add_serve_command(program, status);
  suggestd::cli::add_check_config_command(program, status);
  suggestd::cli::add_backup_commands(program, status);
  suggestd::cli::add_evaluate_command(program, status);
  suggestd::cli::add_key_command(program, status);
  suggestd::cli::add_shop_command(program, status);
  suggestd::cli::add_account_command(program, status);
  suggestd::cli::add_import_command(program, status);
  suggestd::cli::add_export_command(program, status);
  suggestd::cli::add_campaign_command(program, status);
  suggestd::cli::add_replay_command(program, status);
  suggestd::cli::add_salvage_command(program, status);
  suggestd::cli::add_bench_command(program, status);
  suggestd::cli::add_print_command(program, status);
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& stop) {
    if (stop.get_exit_code() == 0) return program.exit(stop);  // --help, --version
    fmt::print(stderr,
               "suggestd: {}\nRun 'suggestd --help', or 'suggestd COMMAND --help', for what is possible.\n",
               stop.what());
    return static_cast<int>(ExitStatus::usage);
  }
  return static_cast<int>(status);
}

}  // namespace

int main(int argc, char** argv) {
  suggestd::keep_emergency_memory();
  // Stores, backups, exports and keys hold who bought what: their owner alone may read them, whatever umask
  // the shell has.
  ::umask(S_IRWXG | S_IRWXO);
  try {
    return run(argc, argv);
  } catch (const std::exception& defect) {
    fmt::print(stderr, "suggestd: internal error: {}\n", defect.what());
    return static_cast<int>(ExitStatus::internal);
  }
}
