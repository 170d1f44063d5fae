#include "store/backup/backup.h"

#include <algorithm>
#include <memory>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <rocksdb/utilities/backup_engine.h>
#include <rocksdb/utilities/checkpoint.h>

#include "store/disk/database.h"
#include "store/disk/permissions.h"
#include "store/erasure/ledger.h"
#include "store/format_file.h"
#include "store/log/shop_log.h"
#include "store/store.h"

namespace suggestd::store {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kProgressBytes = std::uint64_t{4} << 20;

using Reader = std::unique_ptr<rocksdb::BackupEngineReadOnly>;

Result<Reader> open_for_reading(const fs::path& folder) {
  std::error_code problem;
  if (!fs::is_directory(folder, problem))
    return not_found(fmt::format("there is no backup in {}", folder.string()));
  rocksdb::BackupEngineReadOnly* engine = nullptr;
  const rocksdb::BackupEngineOptions options(folder.string());
  const rocksdb::Status status =
      rocksdb::BackupEngineReadOnly::Open(options, rocksdb::Env::Default(), &engine);
  if (!status.ok()) return to_error(status, fmt::format("opening the backups in {}", folder.string()));
  return Reader(engine);
}

using Writer = std::unique_ptr<rocksdb::BackupEngine>;

// Requires: the folder is there. `bytes_per_second` 0: no limit.
Result<Writer> open_for_writing(const fs::path& folder, std::uint64_t bytes_per_second) {
  rocksdb::BackupEngineOptions options(folder.string());
  options.callback_trigger_interval_size = kProgressBytes;
  if (bytes_per_second > 0) options.backup_rate_limit = bytes_per_second;
  rocksdb::BackupEngine* engine = nullptr;
  const rocksdb::Status status = rocksdb::BackupEngine::Open(options, rocksdb::Env::Default(), &engine);
  if (!status.ok()) return to_error(status, fmt::format("opening the backups in {}", folder.string()));
  return Writer(engine);
}

std::vector<BackupInfo> infos_of(rocksdb::BackupEngineReadOnlyBase& engine) {
  std::vector<rocksdb::BackupInfo> found;
  engine.GetBackupInfo(&found);
  std::vector<BackupInfo> infos;
  for (const rocksdb::BackupInfo& info : found) {
    infos.push_back(
        {info.backup_id, Timestamp(std::chrono::seconds(info.timestamp)), info.size, info.number_files});
  }
  return infos;
}

Result<BackupInfo> choose(rocksdb::BackupEngineReadOnlyBase& engine, std::optional<std::uint32_t> wanted,
                          const fs::path& folder) {
  const std::vector<BackupInfo> infos = infos_of(engine);
  if (infos.empty()) return not_found(fmt::format("there is no backup in {}", folder.string()));
  if (!wanted) return infos.back();
  for (const BackupInfo& info : infos) {
    if (info.number == *wanted) return info;
  }
  return not_found(fmt::format("there is no backup {} in {}", *wanted, folder.string()));
}

// A folder that is made under another name, and is removed again unless it is finished.
class FolderInTheMaking {
 public:
  static Result<FolderInTheMaking> begin(const fs::path& target) {
    std::error_code problem;
    if (fs::exists(target, problem) && !fs::is_empty(target, problem)) {
      return conflict(fmt::format("{} is not empty; give a new folder", target.string()));
    }
    FolderInTheMaking making(target);
    fs::remove_all(making.path_, problem);
    fs::create_directories(making.path_, problem);
    if (problem) return errno_error(fmt::format("making {}", making.path_.string()), problem.value());
    return making;
  }
  FolderInTheMaking(FolderInTheMaking&& other) noexcept
      : target_(std::move(other.target_)), path_(std::exchange(other.path_, fs::path())) {}
  FolderInTheMaking& operator=(FolderInTheMaking&&) = delete;
  ~FolderInTheMaking() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }

  const fs::path& path() const { return path_; }

  // Makes it a store that can be opened.
  Status complete() { return write_format_file(path_); }

  Status finish() {
    std::error_code problem;
    fs::remove(target_, problem);  // an empty folder may stand there
    fs::rename(path_, target_, problem);
    if (problem) return errno_error(fmt::format("making {}", target_.string()), problem.value());
    path_.clear();
    return sync_folder(target_.parent_path().empty() ? fs::path(".") : target_.parent_path());
  }

 private:
  explicit FolderInTheMaking(const fs::path& target) : target_(target), path_(target.string() + ".making") {}

  fs::path target_;
  fs::path path_;
};

Status begin_epochs_of_restored(const fs::path& folder) {
  StoreOptions options;
  options.create_if_missing = false;
  Result<std::unique_ptr<Database>> database = Database::open(folder, options);
  if (!database) return database.error();
  return begin_new_epochs(**database);
}

// Erases whom the ledger names in a restored store; nothing without a ledger. The store's own copy of the ledger is
// written too, so that the next backup is not the first to know of it.
Result<std::optional<std::uint64_t>> erase_again(const fs::path& folder, const fs::path& ledger) {
  StoreOptions options;
  options.path = folder;
  options.create_if_missing = false;
  const Result<std::unique_ptr<Store>> store = Store::open(options);
  if (!store) return store.error();
  const Result<std::uint64_t> erased = apply_ledger(**store, ledger);
  if (!erased && erased.error().kind() == ErrorKind::not_found) return std::optional<std::uint64_t>();
  if (!erased) return erased.error();
  if (Status written = write_ledger(**store, folder); !written) return std::move(written).error();
  return std::optional(*erased);
}

}  // namespace

Result<BackupInfo> create_backup(Store& store, const fs::path& folder, const BackupOptions& options) {
  std::error_code problem;
  fs::create_directories(folder, problem);
  if (problem) return errno_error(fmt::format("making {}", folder.string()), problem.value());
  if (const Result<std::size_t> kept = keep_for_owner(folder); !kept) return kept.error();
  const Result<Writer> writer = open_for_writing(folder, options.bytes_per_second);
  if (!writer) return writer.error();
  rocksdb::BackupEngine* const engine = writer->get();

  // Flushes first, so that the backup is table files alone and the next one can share them.
  rocksdb::CreateBackupOptions create;
  create.flush_before_backup = true;
  std::uint64_t copied = 0;
  if (options.on_progress) {
    create.progress_callback = [&] {
      copied += kProgressBytes;
      options.on_progress(copied);
    };
  }
  const std::stop_callback stop(options.stop, [engine] { engine->StopBackup(); });
  rocksdb::Status status;
  {
    // Released before the ledger, which asks the registry: that one locks in the other order.
    const auto held = store.database().hold();
    if (store.database().db() == nullptr) return io_error("the database is closed");
    status = engine->CreateNewBackupWithMetadata(create, store.database().db(),
                                                 fmt::format("format {}", kStoreFormat));
  }
  if (!status.ok()) return to_error(status, fmt::format("backing up to {}", folder.string()));
  if (options.keep > 0) {
    status = engine->PurgeOldBackups(options.keep);
    if (!status.ok()) return to_error(status, "deleting old backups");
  }
  if (Status written = write_ledger(store, folder); !written) return std::move(written).error();
  return infos_of(*engine).back();
}

Result<std::vector<BackupInfo>> list_backups(const fs::path& folder) {
  Result<Reader> engine = open_for_reading(folder);
  if (!engine) return engine.error();
  return infos_of(**engine);
}

Status delete_backup(const fs::path& folder, std::uint32_t number) {
  std::error_code problem;
  if (!fs::is_directory(folder, problem)) {
    return not_found(fmt::format("there is no backup in {}", folder.string()));
  }
  const Result<Writer> engine = open_for_writing(folder, 0);
  if (!engine) return engine.error();
  if (const Result<BackupInfo> chosen = choose(**engine, number, folder); !chosen) return chosen.error();
  const rocksdb::Status status = (*engine)->DeleteBackup(number);
  if (!status.ok()) return to_error(status, fmt::format("deleting backup {}", number));
  return {};
}

Result<BackupInfo> verify_backup(const fs::path& folder, std::optional<std::uint32_t> number) {
  Result<Reader> engine = open_for_reading(folder);
  if (!engine) return engine.error();
  Result<BackupInfo> chosen = choose(**engine, number, folder);
  if (!chosen) return chosen;
  const rocksdb::Status status = (*engine)->VerifyBackup(chosen->number, true);
  if (!status.ok())
    return corrupt(fmt::format("backup {} is damaged: {}", chosen->number, status.ToString()));
  return chosen;
}

Result<Restored> restore_backup(const fs::path& folder, std::optional<std::uint32_t> number,
                                const fs::path& target, const fs::path& ledger) {
  Result<Reader> engine = open_for_reading(folder);
  if (!engine) return engine.error();
  const Result<BackupInfo> chosen = choose(**engine, number, folder);
  if (!chosen) return chosen.error();
  Result<FolderInTheMaking> making = FolderInTheMaking::begin(target);
  if (!making) return making.error();
  const std::string database = (making->path() / "db").string();
  const rocksdb::Status status = (*engine)->RestoreDBFromBackup(chosen->number, database, database);
  if (!status.ok()) return to_error(status, fmt::format("restoring backup {}", chosen->number));
  if (Status begun = begin_epochs_of_restored(database); !begun) return std::move(begun).error();
  if (Status complete = making->complete(); !complete) return std::move(complete).error();
  const auto erased = erase_again(making->path(), ledger.empty() ? folder : ledger);
  if (!erased) return erased.error();
  if (Status finished = making->finish(); !finished) return std::move(finished).error();
  return Restored{*chosen, *erased};
}

Status copy_checkpoint(Store& store, const fs::path& target) {
  Result<FolderInTheMaking> making = FolderInTheMaking::begin(target);
  if (!making) return making.error();
  rocksdb::Checkpoint* made = nullptr;
  const auto held = store.database().hold();
  if (store.database().db() == nullptr) return io_error("the database is closed");
  rocksdb::Status status = rocksdb::Checkpoint::Create(store.database().db(), &made);
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(made);
  if (status.ok()) status = checkpoint->CreateCheckpoint((making->path() / "db").string());
  if (!status.ok()) return to_error(status, fmt::format("copying the store to {}", target.string()));
  if (Status complete = making->complete(); !complete) return complete;
  return making->finish();
}

}  // namespace suggestd::store
