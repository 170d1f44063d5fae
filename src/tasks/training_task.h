// Jobs of the kind `training`: has the shop's learner train all rows once more, whether or not that is due. Parameters:
// none.
//
// Stop     a job that is cancelled takes its wish back. A training that has begun is finished: it serves everybody, and its
//          rows are of no use before its end.
// Again    a kill leaves the model of the last checkpoint, so the run asks again.
// Threads  as JobKind. The run waits; the learner trains.
#pragma once

#include <string_view>
#include <utility>

#include "jobs/job_kind.h"
#include "tasks/task_parts.h"

namespace suggestd::tasks {

inline constexpr std::string_view kTraining = "training";
inline constexpr std::string_view kBrokenOff =
    "the training was broken off: the server's log says why, most often for memory";

class TrainingTask final : public jobs::JobKind {
 public:
  // Requires: parts.find_shop is there.
  explicit TrainingTask(TaskParts parts) : parts_(std::move(parts)) {}

  const jobs::JobTraits& traits() const noexcept override;
  Status check(const jobs::JobRequest& request) const override;
  Result<std::string> run(jobs::RunningJob& job) override;

 private:
  const TaskParts parts_;
};

}  // namespace suggestd::tasks
