// All jobs of a server: which there are, which is due, and what became of each; kept in the store's meta table.
//
// Rows      "jobs/ID" (job_record.h) and, while a run has one, "job_checkpoints/ID".
// Durable   a job that put() answers survives a kill. After one, start() queues a run that was running: it goes on
//           from its checkpoint, or begins again if its kind may; a run that was cancelled before stays so. A run
//           that ended limits::kJobStarts processes without a checkpoint between fails: it may be the reason.
// Turns     a shop has at most one running job, and so has the server itself. Among the jobs that are due, the one
//           that has been due longest goes first (job_turns.cc).
// Kept      jobs that have ended for `keep_ended`, or until there are more than limits::kEndedJobs.
// Threads   any; add() and start() before all others.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/mutex.h"
#include "base/result.h"
#include "base/time.h"
#include "base/time_zone.h"
#include "jobs/job.h"
#include "jobs/job_kind.h"
#include "jobs/running_job.h"
#include "store/tables/meta_table.h"

namespace suggestd::jobs {

struct JobBookOptions {
  std::chrono::hours keep_ended{24 * 365};
  // The zone of a schedule that names none.
  std::function<TimeZone(std::string_view shop)> zone_of = [](std::string_view) { return TimeZone(); };
  std::function<Timestamp()> clock = now;
  // False: runs only jobs that are put from now on; for a command on a store at rest, which must not begin the
  // schedules of a server that is off.
  bool resumes = true;
};

struct JobPut {
  Job job;
  bool made = false;  // false: it was there
};

struct JobFilter {
  std::optional<std::string> shop;  // "": of the server itself
  std::string kind;
  std::optional<JobState> state;
  std::string cursor;  // JobPage::next of the page before
  std::size_t limit = 100;
};

struct JobPage {
  std::vector<Job> jobs;  // newest first
  std::string next;       // "" at the end
};

struct JobEnd {
  Job job;  // as it was left
  bool removed = false;
};

struct JobCount {
  std::string_view kind;
  JobState state = JobState::queued;
  std::size_t jobs = 0;
};

// A run that failed counts for this time, also when a later one of its job has not.
inline constexpr std::chrono::hours kFailedLately{24};

// The jobs of one shop, or of the server itself.
struct ShopJobs {
  std::size_t running = 0;
  std::size_t waiting = 0;        // for their turn: their time has come
  std::size_t scheduled = 0;      // for their time
  std::size_t failed_lately = 0;  // runs

  bool operator==(const ShopJobs&) const = default;
};

class JobBook final : public RunKeeper {
 public:
  // Reads the jobs. Requires: `meta` outlives the book. Errors: those of decode_job().
  static Result<std::unique_ptr<JobBook>> open(store::MetaTable& meta, JobBookOptions options = {});
  JobBook(const JobBook&) = delete;
  JobBook& operator=(const JobBook&) = delete;

  // Requires: no kind of that name was added.
  void add(std::unique_ptr<JobKind> kind);
  void start();

  // Errors: conflict if there is a job of this id with another content; invalid, with pointers into a request of
  // the API; busy at limits::kJobs; those of the kind's check.
  Result<JobPut> put(std::string_view id, const JobRequest& request);
  Result<Job> get(std::string_view id) const;  // errors: not_found
  JobPage list(const JobFilter& filter) const;
  // Cancels a run that is queued or running, and its schedule with it; removes a job that has ended or waits for
  // its schedule. Errors: not_found.
  Result<JobEnd> end(std::string_view id);
  // Waits until its run has ended or the time is over; the job as it is then. Errors: not_found.
  Result<Job> wait(std::string_view id, std::chrono::milliseconds most) const;
  // Waits until nothing is queued or running.
  void wait_until_idle() const;
  // Removes all jobs of a shop but `spared`; running ones are cancelled and go when they end.
  Status forget_shop(std::string_view shop, std::string_view spared);
  std::vector<JobCount> counts() const;
  // By shop ("": the server itself), for those that have a job.
  std::map<std::string, ShopJobs, std::less<>> by_shop() const;

  // --- For the workers.
  // The next run that is due; waits for one. Null once stop() was called.
  std::unique_ptr<RunningJob> claim();
  JobKind& kind_of(const RunningJob& job) const;
  // Ends a run. After stop() a run that failed stays as it is, to be resumed by the next start.
  void finish(const RunningJob& job, Result<std::string> result) noexcept;
  // Has claim() return null, and asks all runs to stop.
  void stop();

  // --- For RunningJob.
  bool is_cancelled(const std::string& id) const override;
  void tell(const std::string& id, const JobProgress& progress) override;
  Status save_checkpoint(const std::string& id, std::string_view checkpoint) override;

 private:
  struct Entry {
    Job job;
    std::unique_ptr<std::stop_source> running;  // while a worker has it
    bool held = false;                          // it was there before, and this book does not resume
    bool doomed = false;                        // removed when its run ends
    bool unsaved = false;                       // the disk has an older state
  };
  using Entries = std::map<std::string, Entry, std::less<>>;

  JobBook(store::MetaTable& meta, JobBookOptions options) : meta_(meta), options_(std::move(options)) {}
  JobKind* find_kind(std::string_view name) const;
  Status check(const JobRequest& request) const;
  Status load() SUGGESTD_REQUIRES(mutex_);
  void take_up(Entry& entry) SUGGESTD_REQUIRES(mutex_);
  std::optional<Result<JobPut>> known(std::string_view id, const JobRequest& request)
      SUGGESTD_REQUIRES(mutex_);
  Result<JobPut> make(std::string_view id, const JobRequest& request) SUGGESTD_REQUIRES(mutex_);
  Status cancel(Entry& entry) SUGGESTD_REQUIRES(mutex_);
  Status remove(Entries::iterator entry) SUGGESTD_REQUIRES(mutex_);
  Status save(Entry& entry) SUGGESTD_REQUIRES(mutex_);
  void save_unsaved() noexcept SUGGESTD_REQUIRES(mutex_);
  std::optional<Timestamp> due_time(const Entry& entry) const SUGGESTD_REQUIRES(mutex_);
  Entry* most_due() SUGGESTD_REQUIRES(mutex_);
  std::chrono::milliseconds until_next() const SUGGESTD_REQUIRES(mutex_);
  bool shop_is_busy(std::string_view shop) const SUGGESTD_REQUIRES(mutex_);
  Result<std::unique_ptr<RunningJob>> begin(Entry& entry) SUGGESTD_REQUIRES(mutex_);
  void end_run(Entry& entry, Result<std::string> result) SUGGESTD_REQUIRES(mutex_);
  TimeZone zone_of(const JobRequest& request) const SUGGESTD_REQUIRES(mutex_);
  void forget_old(Timestamp at) SUGGESTD_REQUIRES(mutex_);
  std::size_t unfinished() const SUGGESTD_REQUIRES(mutex_);

  store::MetaTable& meta_;
  const JobBookOptions options_;
  std::map<std::string, std::unique_ptr<JobKind>, std::less<>> kinds_;  // constant from start() on

  mutable Mutex mutex_;
  mutable ConditionVariable changed_;
  Entries entries_ SUGGESTD_GUARDED_BY(mutex_);
  bool stopping_ SUGGESTD_GUARDED_BY(mutex_) = false;
};

}  // namespace suggestd::jobs
