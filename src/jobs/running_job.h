// A run of a job, as the kind that does its work sees it.
//
// Resuming  save() keeps bytes that say how far the work has come. After a kill of the process the run begins
//           again with them, so what was done before a checkpoint must be on disk before save() is called, and
//           what comes after it must bear being done twice.
// Threads   one worker; stop_asked() and stop() by any.
#pragma once

#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.h"
#include "jobs/job.h"

namespace suggestd::jobs {

// Where a run's progress and checkpoints are kept: the book of jobs (job_book.h).
class RunKeeper {
 public:
  virtual bool is_cancelled(const std::string& id) const = 0;
  virtual void tell(const std::string& id, const JobProgress& progress) = 0;
  virtual Status save_checkpoint(const std::string& id, std::string_view checkpoint) = 0;

 protected:
  ~RunKeeper() = default;
};

class RunningJob {
 public:
  // Made by JobBook::claim(). Requires: `keeper` outlives it.
  RunningJob(RunKeeper& keeper, const Job& job, std::string checkpoint, std::stop_token stop);

  const std::string& id() const noexcept { return id_; }
  const JobRequest& request() const noexcept { return request_; }
  std::uint64_t number() const noexcept { return number_; }  // of the run
  Timestamp due() const noexcept { return due_; }            // the same after a kill
  // As it was saved last; "" if this run has none.
  const std::string& checkpoint() const noexcept { return checkpoint_; }

  // True once the run was cancelled or the server is ending: return an error soon, after a last save() if that
  // spares work.
  bool stop_asked() const noexcept { return stop_.stop_requested(); }
  const std::stop_token& stop() const noexcept { return stop_; }
  // True if it was cancelled: it will not be resumed, so what is half done may go.
  bool cancelled() const;
  // An error to return then.
  static Error stopped();

  // Shows how far the work is; costs a lock, no write.
  void tell(const JobProgress& progress);
  // Keeps the checkpoint and the progress; on disk when it returns. Errors: those of the store; invalid beyond
  // limits::kJobCheckpoint.
  Status save(std::string checkpoint);

 private:
  RunKeeper& keeper_;
  const std::string id_;
  const JobRequest request_;
  const std::uint64_t number_;
  const Timestamp due_;
  std::string checkpoint_;
  const std::stop_token stop_;
};

}  // namespace suggestd::jobs
