// The backups of a running store: one is made or verified at a time, and its state.
//
// Folder   all backups of one store lie in one folder; copies for followers in its folder "checkpoints".
// Age      backups that are older than `keep` are removed, the newest too, by looks at least every kLookEvery.
// Threads  any; a verification has one of its own, and so has the age.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string_view>
#include <thread>
#include <vector>

#include "base/mutex.h"
#include "base/result.h"
#include "base/time.h"
#include "store/backup/backup.h"

namespace suggestd::store {

enum class BackupJobKind { backup, verify };
enum class BackupJobState { running, done, failed };

struct BackupJob {
  BackupJobKind kind = BackupJobKind::backup;
  BackupJobState state = BackupJobState::running;
  Timestamp begun{};
  Timestamp ended{};                 // while running: 1970
  std::uint64_t copied_bytes = 0;    // of a backup, so far; files shared with an earlier one are not copied
  std::uint64_t store_bytes = 0;     // size of the store when the backup began: the most that can be copied
  std::optional<BackupInfo> backup;  // once done
  std::optional<Error> failure;
};

class BackupKeeper {
 public:
  static constexpr std::chrono::hours kLookEvery{1};

  // `folder` "": backups are off, and all calls but job() say so. `keep`: backups that are older are removed; 0:
  // none is. Requires: `store` outlives this.
  BackupKeeper(Store& store, std::filesystem::path folder, std::uint64_t bytes_per_second,
               std::chrono::seconds keep = {});
  ~BackupKeeper();  // waits for a running verification
  BackupKeeper(const BackupKeeper&) = delete;
  BackupKeeper& operator=(const BackupKeeper&) = delete;

  // Errors: conflict if backups are off.
  Status check_on() const;
  // Errors: conflict if backups are off, or while a job runs.
  Status check_free() const;
  // Begins a job and returns at once. Errors: as check_free(); not_found.
  Result<BackupJob> begin_verify(std::uint32_t number);
  // A backup that the calling thread makes, and that counts as the running job meanwhile. Errors: as
  // check_free() and create_backup.
  Result<BackupInfo> back_up(const BackupOptions& options);
  // The running job, else the last one of this process.
  std::optional<BackupJob> job() const;

  Result<std::vector<BackupInfo>> list() const;  // oldest first; none yet: empty
  Status remove(std::uint32_t number);           // errors: not_found; conflict while a job runs
  // When a backup is gone at the latest, if the server runs; nothing: backups don't go by their age.
  std::optional<Timestamp> due_by(const BackupInfo& backup) const;
  // A copy to open as a store (backup.h), at the returned path. Errors: invalid for a name that is no plain
  // file name; conflict if it is taken.
  Result<std::filesystem::path> copy(std::string_view name);

 private:
  Result<BackupJob> claim(BackupJobKind kind) SUGGESTD_REQUIRES(mutex_);
  void work(const std::function<Result<BackupInfo>()>& made);
  void end(const Result<BackupInfo>& result);
  Result<BackupInfo> copy_store(BackupOptions options);
  void watch_age();
  void remove_old();

  Store& store_;
  const std::filesystem::path folder_;
  const std::uint64_t bytes_per_second_;
  const std::chrono::seconds keep_;
  std::stop_source stop_;
  std::atomic<std::uint64_t> copied_bytes_{0};

  mutable Mutex mutex_;
  std::optional<BackupJob> job_ SUGGESTD_GUARDED_BY(mutex_);
  std::thread worker_ SUGGESTD_GUARDED_BY(mutex_);
  ConditionVariable stopped_;
  std::thread ager_;  // last: it uses all of the above
};

}  // namespace suggestd::store
