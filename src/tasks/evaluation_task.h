// Jobs of the kind `evaluation`: a model of the shop's earlier orders, made beside the one that serves, predicts the later
// ones (evaluate/next_orders.h). Parameters: {"at":20,"orders":100000,"customers":2000,"test_percent":20}, each of which may
// be left out: the length of the lists, the latest orders that are read, the most customers that are scored, and the share
// of the orders that is predicted.
//
// Memory   bounded by limits::kEvaluationOrders and kEvaluationLines; it goes when the run ends.
// Again    a kill leaves nothing, so the run begins again.
// Private  the result has counts and means; no id. People who may not be profiled are left out.
// Threads  as JobKind; a run takes the worker's thread alone.
#pragma once

#include <utility>

#include "jobs/job_kind.h"
#include "tasks/task_parts.h"

namespace suggestd::tasks {

class EvaluationTask final : public jobs::JobKind {
 public:
  // Requires: parts.find_shop is there.
  explicit EvaluationTask(TaskParts parts) : parts_(std::move(parts)) {}

  const jobs::JobTraits& traits() const noexcept override;
  Status check(const jobs::JobRequest& request) const override;
  Result<std::string> run(jobs::RunningJob& job) override;

 private:
  const TaskParts parts_;
};

}  // namespace suggestd::tasks
