#include "cli/backup_commands.h"

#include <cstdint>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "base/json_text.h"
#include "base/time.h"
#include "store/backup.h"
#include "store/store.h"

namespace suggestd::cli {
namespace {

struct Flags {
  std::string store;
  std::string backups;
  std::optional<std::uint32_t> number;
  std::uint32_t keep = 0;
  bool json = false;
};

ExitStatus tell(const Result<store::BackupInfo>& backup, std::string_view what, bool json) {
  if (!backup) return fail(backup.error());
  if (!json) {
    fmt::print("{} backup {} of {}: {} files, {:.1f} MB\n", what, backup->number, to_rfc3339(backup->at),
               backup->files, static_cast<double>(backup->bytes) / 1e6);
    return ExitStatus::good;
  }
  std::string out;
  JsonWriter writer(out);
  writer.begin_object();
  writer.member("backup", std::uint64_t{backup->number});
  writer.member("at", to_rfc3339(backup->at));
  writer.member("files", std::uint64_t{backup->files});
  writer.member("bytes", backup->bytes);
  writer.end_object();
  fmt::print("{}\n", out);
  return ExitStatus::good;
}

ExitStatus back_up(const Flags& flags) {
  store::StoreOptions options;
  options.path = flags.store;
  options.create_if_missing = false;
  options.reserve_bytes = 0;
  const auto opened = store::Store::open(options);
  if (!opened) return fail(opened.error());
  store::BackupOptions backup;
  backup.keep = flags.keep;
  return tell(store::create_backup(**opened, flags.backups, backup), "made", flags.json);
}

ExitStatus restore(const Flags& flags) {
  return tell(store::restore_backup(flags.backups, flags.number, flags.store), "restored", flags.json);
}

ExitStatus verify(const Flags& flags) {
  return tell(store::verify_backup(flags.backups, flags.number), "verified", flags.json);
}

// The flags that the commands share.
CLI::App* add(CLI::App& program, Flags& flags, const char* name, const char* help, const char* folder_help) {
  CLI::App* command = program.add_subcommand(name, help);
  command->add_option("--backups", flags.backups, folder_help)->type_name("FOLDER")->required();
  command->add_flag("--json", flags.json, "One JSON object on standard output");
  return command;
}

void add_number(CLI::App& command, Flags& flags) {
  command.add_option("--number", flags.number, "Which backup; without it, the newest");
}

}  // namespace

void add_backup_commands(CLI::App& program, ExitStatus& status) {
  const auto flags = std::make_shared<Flags>();
  CLI::App* backup = add(program, *flags, "backup", "Add a backup of a store that no server uses to a folder",
                         "Folder of backups; made if it is missing");
  backup->add_option("--store", flags->store, "The store's folder")->type_name("DIR")->required();
  backup->add_option("--keep", flags->keep, "Afterwards, delete all but the newest so many; 0: keep all")
      ->capture_default_str();
  backup->callback([flags, &status] { status = back_up(*flags); });

  CLI::App* restored =
      add(program, *flags, "restore", "Make a store from a backup, in a new epoch", "Folder of backups");
  restored->add_option("--store", flags->store, "Folder of the new store; must be missing or empty")
      ->type_name("DIR")
      ->required();
  add_number(*restored, *flags);
  restored->callback([flags, &status] { status = restore(*flags); });

  CLI::App* verified = add(program, *flags, "verify", "Read every file of a backup and compare its checksum",
                           "Folder of backups");
  add_number(*verified, *flags);
  verified->callback([flags, &status] { status = verify(*flags); });
}

}  // namespace suggestd::cli
