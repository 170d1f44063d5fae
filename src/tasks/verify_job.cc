#include "tasks/verify_job.h"

#include <fmt/format.h>

#include "base/json_text.h"

namespace suggestd::tasks {

std::optional<jobs::Job> latest_verify(const store::BackupKeeper& backups) {
  const std::optional<store::BackupJob> work = backups.job();
  if (!work || work->kind != store::BackupJobKind::verify) return std::nullopt;
  jobs::Job job;
  job.id = fmt::format("verify-{}", work->begun.time_since_epoch().count());
  job.request.kind = kBackupVerify;
  job.created = work->begun;
  job.run.due = work->begun;
  job.run.begun = work->begun;
  job.run.state = jobs::JobState::running;
  job.run.progress = {0, 0, "bytes", "reading the files"};
  if (work->state == store::BackupJobState::running) return job;
  job.run.ended = work->ended;
  if (work->failure) {
    job.run.state = jobs::JobState::failed;
    job.run.failure = work->failure->message();
    return job;
  }
  job.run.state = jobs::JobState::succeeded;
  JsonWriter out(job.run.result);
  out.begin_object();
  if (work->backup)
    out.member("backup", std::uint64_t{work->backup->number}).member("bytes", work->backup->bytes);
  out.end_object();
  return job;
}

}  // namespace suggestd::tasks
