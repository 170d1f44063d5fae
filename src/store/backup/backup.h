// Backups of a running store, and going back to one.
//
// A backup is incremental: table files that an earlier backup in the same folder holds are shared. It
// contains everything that was committed when it began. Restoring makes a new store folder and begins a
// new epoch in each shop: tokens of the old epoch are then refused, because records that were written
// after the backup are gone and their sequences will be given to others.
//
// Threads  one backup at a time; commits and reads go on.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"

namespace suggestd::store {

class Store;

struct BackupInfo {
  std::uint32_t number = 0;
  Timestamp at{};
  std::uint64_t bytes = 0;
  std::uint32_t files = 0;
};

struct BackupOptions {
  std::uint64_t bytes_per_second = 0;  // 0: as fast as it goes
  std::uint32_t keep = 0;              // afterwards, keep only this many, the newest; 0: keep all
  // Called every few megabytes with the bytes copied so far.
  std::function<void(std::uint64_t copied_bytes)> on_progress;
  std::stop_token stop;  // ends the backup soon, with an error; nothing of it is left
};

// Adds a backup of `store` to `folder`, which is made if it is missing.
Result<BackupInfo> create_backup(Store& store, const std::filesystem::path& folder,
                                 const BackupOptions& options);
// The backups, oldest first. Errors: not_found if there is no backup folder.
Result<std::vector<BackupInfo>> list_backups(const std::filesystem::path& folder);
// Reads every file and compares its checksum. `number` none: the newest. Errors: corrupt, naming the file.
Result<BackupInfo> verify_backup(const std::filesystem::path& folder, std::optional<std::uint32_t> number);
// Deletes a backup; files that other backups share stay. Errors: not_found.
Status delete_backup(const std::filesystem::path& folder, std::uint32_t number);
struct Restored {
  BackupInfo backup;
  // People who were erased after the backup was made, and are again (store/erasure/ledger.h); nothing: no ledger
  // lies in the folder, so nobody could look.
  std::optional<std::uint64_t> erased_again;
};
// Makes a store at `target`, which must not exist or be empty. `ledger`: the folder with the ledger of erasures; "": that
// of the backups. On an error `target` is not there.
Result<Restored> restore_backup(const std::filesystem::path& folder, std::optional<std::uint32_t> number,
                                const std::filesystem::path& target,
                                const std::filesystem::path& ledger = {});

// A quick full copy at `target` (hard links where the file system allows), to open as a store: a follower's
// start, or a look at a moment. Same epoch.
Status copy_checkpoint(Store& store, const std::filesystem::path& target);

}  // namespace suggestd::store
