// Jobs of the kind `backup`: adds a backup of the running store to backup.folder. Parameters: {"keep": 7} keeps
// the newest seven afterwards; 0, or without it: all.
//
// Again    a kill leaves nothing of a backup, and the next one copies what no backup has: it begins again.
// Threads  as JobKind.
#pragma once

#include "jobs/job_kind.h"
#include "store/backup/backup_keeper.h"

namespace suggestd::tasks {

class BackupTask final : public jobs::JobKind {
 public:
  // Requires: `backups` outlives this.
  explicit BackupTask(store::BackupKeeper& backups) : backups_(backups) {}

  const jobs::JobTraits& traits() const noexcept override;
  Status check(const jobs::JobRequest& request) const override;
  Result<std::string> run(jobs::RunningJob& job) override;

 private:
  store::BackupKeeper& backups_;
};

}  // namespace suggestd::tasks
