#include "jobs/running_job.h"

#include <utility>

namespace suggestd::jobs {

RunningJob::RunningJob(RunKeeper& keeper, const Job& job, std::string checkpoint, std::stop_token stop)
    : keeper_(keeper),
      id_(job.id),
      request_(job.request),
      number_(job.run.number),
      due_(job.run.due),
      checkpoint_(std::move(checkpoint)),
      stop_(std::move(stop)) {}

bool RunningJob::cancelled() const { return keeper_.is_cancelled(id_); }

Error RunningJob::stopped() { return Error(ErrorKind::busy, "it was asked to stop"); }

void RunningJob::tell(const JobProgress& progress) { keeper_.tell(id_, progress); }

Status RunningJob::save(std::string checkpoint) {
  if (Status saved = keeper_.save_checkpoint(id_, checkpoint); !saved) return saved;
  checkpoint_ = std::move(checkpoint);
  return {};
}

}  // namespace suggestd::jobs
