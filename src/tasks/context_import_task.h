// Jobs of the kind `context-import`: fetches a series of signals (currency rates, the weather) by its address, and puts it in
// the place of the one before. Parameters: {"series":"rates","address":"https://rates.example/eur.json","most_age":"36h"}.
//
// Body     as PUT /v1/context/{series} takes it (shop/context_book.h), at most shop::kMostContextBytes.
// Age      with `most_age` a point ends when it is that old, unless it says itself that it ends sooner. A series whose
//          points have all ended by now is refused, and the one before stays until its own points end.
// Again    the same points are `unchanged`, so a run begins again after a kill.
// Threads  as JobKind.
#pragma once

#include "jobs/job_kind.h"
#include "tasks/task_parts.h"

namespace suggestd::tasks {

class ContextImportTask final : public jobs::JobKind {
 public:
  explicit ContextImportTask(TaskParts parts) : parts_(std::move(parts)) {}

  const jobs::JobTraits& traits() const noexcept override;
  Status check(const jobs::JobRequest& request) const override;
  Result<std::string> run(jobs::RunningJob& job) override;

 private:
  const TaskParts parts_;
};

}  // namespace suggestd::tasks
