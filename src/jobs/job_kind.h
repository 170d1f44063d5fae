// A kind of job: what it takes, and the work. docs/internals/how-to/build-a-job-kind.md shows one.
//
// Life     made before the book starts, and lives as long as it; one object does all jobs of its kind.
// Threads  check() by any, run() by several workers at a time, each for another job.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "jobs/job.h"

namespace suggestd::jobs {

class RunningJob;

// Whose jobs of a kind may be.
enum class JobOwner { shop, server, either };

struct JobTraits {
  std::string_view name;  // "shop-export"; on disk and a label of metrics
  JobOwner owner = JobOwner::shop;
  // True if a run that a kill ended before its first checkpoint may begin again. A run with a checkpoint goes on
  // from there in any case.
  bool begins_again = false;
  // True if nothing else of the shop may go on: putting such a job cancels all others of its shop.
  bool ends_others = false;
};

class JobKind {
 public:
  virtual ~JobKind() = default;

  virtual const JobTraits& traits() const noexcept = 0;
  // Looks at a request before it is kept, without doing anything. Errors: invalid, with pointers that begin at
  // the parameters ("/address"); others, such as conflict, as they are.
  virtual Status check(const JobRequest& request) const = 0;
  // Does the work; a JSON object that tells what came of it. Errors and exceptions make the run failed, or
  // cancelled if that was asked for.
  virtual Result<std::string> run(RunningJob& job) = 0;
};

}  // namespace suggestd::jobs
