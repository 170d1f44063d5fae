// The latest verification of a backup as a job of the kind `backup-verify`, which POST /v1/backups/{number}/verify begins. It
// is none of the book's: it is known until the next work on backups begins, and can't be cancelled or forgotten.
//
// Id       "verify-T", T the microsecond of its begin.
// Threads  any.
#pragma once

#include <optional>
#include <string_view>

#include "jobs/job.h"
#include "store/backup/backup_keeper.h"

namespace suggestd::tasks {

inline constexpr std::string_view kBackupVerify = "backup-verify";

// Nothing if the latest work was none.
std::optional<jobs::Job> latest_verify(const store::BackupKeeper& backups);

}  // namespace suggestd::tasks
