#include "cli/backup_commands.h"

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <thread>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/json_text.h"
#include "base/time.h"
#include "cli/progress_bar.h"
#include "connect/api_client.h"
#include "store/backup/backup.h"
#include "store/store.h"

namespace suggestd::cli {
namespace {

constexpr std::chrono::milliseconds kAskEvery{200};

struct Flags {
  std::string store;
  std::string backups;
  std::string from;
  std::string key;
  std::string ledger;
  std::optional<std::uint32_t> number;
  std::uint32_t keep = 0;
  bool json = false;
  bool progress = false;
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

// --- A store that no server uses

Result<store::BackupInfo> back_up_store(const Flags& flags) {
  store::StoreOptions options;
  options.path = flags.store;
  options.create_if_missing = false;
  options.reserve_bytes = 0;
  const auto opened = store::Store::open(options);
  if (!opened && opened.error().kind() == ErrorKind::busy)
    return opened.error().with_context("back up a running server with --from ADMIN_URL");
  if (!opened) return opened.error();
  ProgressBar bar("backup", flags.progress);
  store::BackupOptions backup;
  backup.keep = flags.keep;
  const std::uint64_t total = (*opened)->stats().disk_bytes;
  backup.on_progress = [&](std::uint64_t copied) { bar.update(copied, total, 0); };
  return store::create_backup(**opened, flags.backups, backup);
}

// --- A running server, by its administration listener

Result<store::BackupInfo> parse_backup(const nlohmann::json& json) {
  store::BackupInfo info;
  info.number = json.value("number", 0U);
  info.bytes = json.value("bytes", std::uint64_t{0});
  info.files = json.value("files", 0U);
  const auto at = parse_rfc3339(json.value("at", ""));
  if (!at) return at.error();
  info.at = *at;
  return info;
}

Result<nlohmann::json> answered(const Result<ApiAnswer>& answer, int status) {
  if (!answer) return answer.error();
  if (answer->status != status) return api_error(*answer);
  auto json = nlohmann::json::parse(answer->body, nullptr, false);
  if (!json.is_object()) return io_error("the server's answer is no JSON object");
  return json;
}

// Waits for the job that the request began.
Result<store::BackupInfo> wait_for_job(ApiClient& client, ProgressBar& bar) {
  for (;;) {
    const auto answer = answered(client.get("/v1/backups"), 200);
    if (!answer) return answer.error();
    const auto found = answer->find("job");
    if (found == answer->end() || !found->is_object())
      return io_error("the server was restarted meanwhile; whether the backup is whole, 'verify' says");
    const nlohmann::json& job = *found;
    const std::string state = job.value("state", "");
    if (state == "failed") return io_error(job.value("failure", "the job failed"));
    if (state == "done") return parse_backup(job.value("backup", nlohmann::json::object()));
    bar.update(job.value("copied_bytes", std::uint64_t{0}), job.value("store_bytes", std::uint64_t{0}), 0);
    std::this_thread::sleep_for(kAskEvery);
  }
}

Result<store::BackupInfo> do_job(const Flags& flags, std::string what, const std::string& path) {
  const char* key = std::getenv("SUGGESTD_KEY");
  const auto client = ApiClient::open(flags.from, flags.key.empty() && key != nullptr ? key : flags.key);
  if (!client) return client.error();
  const auto begun = answered((*client)->post(path, "", "application/json"), 202);
  if (!begun) return begun.error();
  ProgressBar bar(std::move(what), flags.progress);
  return wait_for_job(**client, bar);
}

// --- Commands

ExitStatus wrong_place(const char* command, const char* other) {
  fmt::print(stderr, "suggestd: {} needs either --from ADMIN_URL or {}\n", command, other);
  return ExitStatus::usage;
}

ExitStatus back_up(const Flags& flags) {
  const bool offline = !flags.store.empty() && !flags.backups.empty();
  if (flags.from.empty() ? !offline : !(flags.store.empty() && flags.backups.empty()))
    return wrong_place("backup", "both --store DIR and --backups FOLDER");
  const auto made = offline ? back_up_store(flags)
                            : do_job(flags, "backup", fmt::format("/v1/backups?keep={}", flags.keep));
  return tell(made, "made", flags.json);
}

ExitStatus restore(const Flags& flags) {
  const auto restored = store::restore_backup(flags.backups, flags.number, flags.store, flags.ledger);
  if (!restored) return fail(restored.error());
  if (!restored->erased_again) {
    fmt::print(stderr,
               "suggestd: no ledger of erasures (the file ERASED) lies there; people who were erased since "
               "the backup "
               "are back. Give --ledger the folder of the store that was in use\n");
  } else if (*restored->erased_again > 0) {
    fmt::print(stderr, "suggestd: {} people were erased after the backup was made, and are erased again\n",
               *restored->erased_again);
  }
  return tell(restored->backup, "restored", flags.json);
}

ExitStatus verify(const Flags& flags) {
  if (flags.from.empty() == flags.backups.empty()) return wrong_place("verify", "--backups FOLDER");
  if (flags.from.empty()) {
    return tell(store::verify_backup(flags.backups, flags.number), "verified", flags.json);
  }
  if (!flags.number) {
    fmt::print(stderr, "suggestd: verify --from needs --number\n");
    return ExitStatus::usage;
  }
  return tell(do_job(flags, "verify", fmt::format("/v1/backups/{}/verify", *flags.number)), "verified",
              flags.json);
}

// The flags that the commands share.
CLI::App* add(CLI::App& program, Flags& flags, const char* name, const char* help) {
  CLI::App* command = program.add_subcommand(name, help);
  command->add_flag("--json", flags.json, "One JSON object on standard output");
  return command;
}

CLI::Option* add_backups(CLI::App& command, Flags& flags, const char* help) {
  return command.add_option("--backups", flags.backups, help)->type_name("FOLDER");
}

void add_from(CLI::App& command, Flags& flags) {
  command
      .add_option("--from", flags.from,
                  "A running server's administration address; its backups are in its backup.folder")
      ->type_name("ADMIN_URL");
  command.add_option("--key", flags.key,
                     "The administrator's key; better the environment variable SUGGESTD_KEY");
  command.add_flag("--progress", flags.progress, "Draw the progress bar even without a terminal");
}

void add_number(CLI::App& command, Flags& flags) {
  command.add_option("--number", flags.number, "Which backup; without it, the newest");
}

}  // namespace

void add_backup_commands(CLI::App& program, ExitStatus& status) {
  const auto flags = std::make_shared<Flags>();
  CLI::App* backup =
      add(program, *flags, "backup", "Add a backup of a running server, or of a store that no server uses");
  add_from(*backup, *flags);
  add_backups(*backup, *flags, "With --store: folder of backups; made if it is missing");
  backup->add_option("--store", flags->store, "The folder of a store that no server uses")->type_name("DIR");
  backup->add_option("--keep", flags->keep, "Afterwards, delete all but the newest so many; 0: keep all")
      ->capture_default_str();
  backup->callback([flags, &status] { status = back_up(*flags); });

  CLI::App* restored = add(program, *flags, "restore", "Make a store from a backup, in a new epoch");
  add_backups(*restored, *flags, "Folder of backups")->required();
  restored->add_option("--store", flags->store, "Folder of the new store; must be missing or empty")
      ->type_name("DIR")
      ->required();
  restored
      ->add_option(
          "--ledger", flags->ledger,
          "Folder with the ledger of erasures, such as that of the store that was in use; without it, the "
          "folder of backups")
      ->type_name("DIR");
  add_number(*restored, *flags);
  restored->callback([flags, &status] { status = restore(*flags); });

  CLI::App* verified = add(program, *flags, "verify", "Read every file of a backup and compare its checksum");
  add_from(*verified, *flags);
  add_backups(*verified, *flags, "Folder of backups");
  add_number(*verified, *flags);
  verified->callback([flags, &status] { status = verify(*flags); });
}

}  // namespace suggestd::cli
