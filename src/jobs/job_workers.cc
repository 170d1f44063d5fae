#include "jobs/job_workers.h"

#include <chrono>
#include <exception>
#include <new>
#include <system_error>

#include "base/log.h"
#include "base/round.h"
#include "base/this_thread.h"

namespace suggestd::jobs {
namespace {

// Without memory to claim a job, the next try waits.
constexpr std::chrono::seconds kAfterTrouble{1};

Result<std::string> run_guarded(JobKind& kind, RunningJob& job) {
  try {
    return kind.run(job);
  } catch (const std::bad_alloc&) {
    return internal_error("memory ran out");
  } catch (const std::exception& problem) {
    return internal_error(problem.what());
  }
}

}  // namespace

JobWorkers::JobWorkers(JobBook& book, std::size_t threads) : book_(book) {
  book_.start();
  threads_.reserve(threads);
  try {
    while (threads_.size() < threads) threads_.emplace_back([this] { work(); });
  } catch (const std::system_error& problem) {
    log_error("the system gives too few threads for jobs",
              {{"threads", std::uint64_t{threads_.size()}}, {"error", problem.what()}});
  }
}

JobWorkers::~JobWorkers() {
  book_.stop();
  for (std::thread& thread : threads_) thread.join();
}

void JobWorkers::work() {
  name_this_thread("job");
  let_other_threads_go_first();
  for (bool more = true; more;) {
    const bool good = do_round("job", [&] {
      const std::unique_ptr<RunningJob> job = book_.claim();
      more = job != nullptr;
      if (job) book_.finish(*job, run_guarded(book_.kind_of(*job), *job));
    });
    if (!good) std::this_thread::sleep_for(kAfterTrouble);
  }
}

}  // namespace suggestd::jobs
