// Jobs of the kind `export`: writes everything of one kind into a file of the shop's folder in export.folder.
// Parameters: {"kind":"orders","file":"orders.ndjson"}. `kind`: orders, products, users or events. Without `file`
// each run makes a file with its time in the name; with it a run takes the place of the one before.
//
// Again    a file has its name only when it is whole, so a run begins again after a kill.
// Threads  as JobKind.
#pragma once

#include "jobs/job_kind.h"
#include "tasks/task_parts.h"

namespace suggestd::tasks {

class ExportTask final : public jobs::JobKind {
 public:
  explicit ExportTask(TaskParts parts) : parts_(std::move(parts)) {}

  const jobs::JobTraits& traits() const noexcept override;
  Status check(const jobs::JobRequest& request) const override;
  Result<std::string> run(jobs::RunningJob& job) override;

 private:
  const TaskParts parts_;
};

}  // namespace suggestd::tasks
