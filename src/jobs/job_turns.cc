// The part of the book that workers see: whose turn it is, and how a run ends.
#include <algorithm>
#include <exception>
#include <utility>

#include <fmt/format.h>

#include "base/log.h"
#include "base/metrics.h"
#include "base/mutex.h"
#include "jobs/job_book.h"
#include "jobs/job_rows.h"
#include "jobs/limits.h"

namespace suggestd::jobs {
namespace {

// Workers look again after this time at the latest: the clock may have been set, the disk have room again.
constexpr std::chrono::seconds kLookAgain{10};

// A sentence that fits into a text without memory of its own.
constexpr const char* kNoMemory = "memory ran out";

double seconds_of(Timestamp time) { return std::chrono::duration<double>(time.time_since_epoch()).count(); }

void make_next_run(Job& job) {
  JobRun next;
  next.number = job.run.number + 1;
  next.due = *job.next_run;
  job.past.insert(job.past.begin(),
                  {job.run.number, job.run.state, job.run.begun, job.run.ended, job.run.failure});
  if (job.past.size() > limits::kPastRuns.most) job.past.resize(limits::kPastRuns.most);
  job.run = std::move(next);
  job.next_run.reset();
}

void tell_end(const Job& job) {
  const MetricLabels kind{{"kind", job.request.kind}};
  const std::string_view state = job_state_name(job.run.state);
  counter("suggestd_jobs_ended_total", {{"kind", job.request.kind}, {"state", state}}).add();
  const double begun = seconds_of(job.run.begun.value_or(*job.run.ended));
  gauge("suggestd_job_last_run_seconds", kind).set(seconds_of(*job.run.ended) - begun);
  if (job.run.state == JobState::succeeded)
    gauge("suggestd_job_last_success_timestamp_seconds", kind).set(seconds_of(*job.run.ended));
  if (job.run.state == JobState::failed) {
    log_error("a job has failed", {{"job", job.id}, {"kind", job.request.kind}, {"error", job.run.failure}});
  } else {
    log_info("a job has ended", {{"job", job.id}, {"kind", job.request.kind}, {"state", state}});
  }
}

}  // namespace

// --- Turns

// The time from which an entry could run; nothing if it has no run to come.
std::optional<Timestamp> JobBook::due_time(const Entry& entry) const {
  const bool ours = !entry.held && entry.running == nullptr && find_kind(entry.job.request.kind) != nullptr;
  if (!ours) return std::nullopt;
  if (entry.job.run.state == JobState::queued) return entry.job.run.due;
  return entry.job.next_run;
}

bool JobBook::shop_is_busy(std::string_view shop) const {
  return std::ranges::any_of(entries_, [&](const auto& one) {
    return one.second.running != nullptr && one.second.job.request.shop == shop;
  });
}

JobBook::Entry* JobBook::most_due() {
  const Timestamp at = options_.clock();
  Entry* first = nullptr;
  for (auto& [id, entry] : entries_) {
    const std::optional<Timestamp> due = due_time(entry);
    if (!due || *due > at || (first != nullptr && *due_time(*first) <= *due)) continue;
    if (!shop_is_busy(entry.job.request.shop)) first = &entry;
  }
  return first;
}

// The time to sleep if nothing changes meanwhile. A run that is due already waits for another of its shop, whose
// end wakes it.
std::chrono::milliseconds JobBook::until_next() const {
  const Timestamp at = options_.clock();
  std::chrono::milliseconds next = kLookAgain;
  for (const auto& [id, entry] : entries_) {
    const std::optional<Timestamp> due = due_time(entry);
    if (due && *due > at) next = std::min(next, std::chrono::ceil<std::chrono::milliseconds>(*due - at));
  }
  return next;
}

std::unique_ptr<RunningJob> JobBook::claim() {
  MutexLock lock(mutex_);
  while (!stopping_) {
    save_unsaved();
    if (Entry* const entry = most_due()) {
      Result<std::unique_ptr<RunningJob>> begun = begin(*entry);
      if (begun) return *std::move(begun);
      log_error("a job could not be begun; it is tried again", {{"error", begun.error().message()}});
    }
    changed_.wait_for(lock, until_next());
  }
  return nullptr;
}

// On disk it is running before its work begins: after a kill nobody takes it for one that never began.
Result<std::unique_ptr<RunningJob>> JobBook::begin(Entry& entry) {
  Job& job = entry.job;
  if (has_ended(job.run.state)) make_next_run(job);
  Result<std::string> checkpoint = read_checkpoint(meta_, job);
  if (!checkpoint) return checkpoint.error();
  auto stop = std::make_unique<std::stop_source>();
  auto running = std::make_unique<RunningJob>(*this, job, *std::move(checkpoint), stop->get_token());
  const JobRun before = job.run;
  job.run.state = JobState::running;
  if (!job.run.begun) job.run.begun = options_.clock();
  ++job.run.starts;
  if (Status saved = save(entry); !saved) {
    job.run = before;
    return std::move(saved).error();
  }
  entry.running = std::move(stop);
  changed_.notify_all();
  return running;
}

JobKind& JobBook::kind_of(const RunningJob& job) const { return *find_kind(job.request().kind); }

void JobBook::stop() {
  const MutexLock lock(mutex_);
  stopping_ = true;
  for (auto& [id, entry] : entries_) {
    if (entry.running != nullptr) entry.running->request_stop();
  }
  changed_.notify_all();
}

// --- While it runs

bool JobBook::is_cancelled(const std::string& id) const {
  const MutexLock lock(mutex_);
  const auto found = entries_.find(id);
  return found == entries_.end() || found->second.job.run.cancel_asked;
}

void JobBook::tell(const std::string& id, const JobProgress& progress) {
  const MutexLock lock(mutex_);
  if (const auto found = entries_.find(id); found != entries_.end())
    found->second.job.run.progress = progress;
}

Status JobBook::save_checkpoint(const std::string& id, std::string_view checkpoint) {
  if (checkpoint.size() > limits::kJobCheckpoint.most)
    return invalid(fmt::format("the job's checkpoint has more than {} bytes", limits::kJobCheckpoint.most));
  const MutexLock lock(mutex_);
  const auto found = entries_.find(id);
  if (found == entries_.end()) return not_found(fmt::format("there is no job '{}'", id));
  JobRun& run = found->second.job.run;
  if (Status saved = meta_.put(checkpoint_key(id), checkpoint_row(run.number, checkpoint)); !saved)
    return saved;
  run.starts = 1;
  return save(found->second);
}

// --- The end

void JobBook::finish(const RunningJob& job, Result<std::string> result) noexcept {
  const MutexLock lock(mutex_);
  const auto found = entries_.find(job.id());
  if (found == entries_.end()) return;
  Entry& entry = found->second;
  try {
    if (stopping_ && !result && !entry.job.run.cancel_asked) {
      entry.job.run.starts = 0;  // it was no kill
      (void)save(entry);
    } else if (entry.doomed) {
      (void)remove(found);
      return;
    } else {
      end_run(entry, std::move(result));
      entry.running.reset();
      (void)save(entry);
      (void)meta_.remove(checkpoint_key(job.id()));
      forget_old(options_.clock());
    }
  } catch (const std::exception&) {  // no memory: the states that matter were set before
    entry.unsaved = true;
  }
  entry.running.reset();
  changed_.notify_all();
}

// Sets all that needs no memory first.
void JobBook::end_run(Entry& entry, Result<std::string> result) {
  JobRun& run = entry.job.run;
  if (result && result->size() > limits::kJobResult.most)
    result = internal_error(fmt::format("its result has more than {} bytes", limits::kJobResult.most));
  run.ended = options_.clock();
  if (result) {
    run.state = JobState::succeeded;
  } else {
    run.state = run.cancel_asked ? JobState::cancelled : JobState::failed;
    if (run.state == JobState::failed) run.failure = kNoMemory;
  }
  const Schedule& schedule = entry.job.request.schedule;
  if (schedule.any() && !run.cancel_asked)
    entry.job.next_run = next_run(schedule, zone_of(entry.job.request), run.due, *run.ended);
  if (result) {
    run.result = *std::move(result);
  } else if (run.state == JobState::failed) {
    run.failure = result.error().message();
  }
  tell_end(entry.job);
}

}  // namespace suggestd::jobs
