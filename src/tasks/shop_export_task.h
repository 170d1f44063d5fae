// Jobs of the kind `shop-export`: writes everything of a shop into a folder of its own below export.folder, as
// NDJSON, and at the end manifest.json with the lines, bytes and SHA-256 of each file. Parameters: {}.
//
// Folder   called NAME.part until the manifest is written; NAME is the time when the run was due. It goes when
//          the run is cancelled.
// Left out secrets: keys, and those of receivers and of shoppers' keys; the model, which follows from the log;
//          jobs.
// Moments  each file is whole as of a moment while it was written; `changes` is the log itself.
// Resuming the checkpoint holds the files that are whole; a run goes on with the next one.
// Threads  as JobKind.
#pragma once

#include "jobs/job_kind.h"
#include "tasks/task_parts.h"

namespace suggestd::tasks {

class ShopExportTask final : public jobs::JobKind {
 public:
  explicit ShopExportTask(TaskParts parts) : parts_(std::move(parts)) {}

  const jobs::JobTraits& traits() const noexcept override;
  Status check(const jobs::JobRequest& request) const override;
  Result<std::string> run(jobs::RunningJob& job) override;

 private:
  const TaskParts parts_;
};

}  // namespace suggestd::tasks
