#include "store/backup/backup_keeper.h"

#include <algorithm>
#include <cmath>
#include <exception>
#include <utility>

#include <fmt/format.h>

#include "base/log.h"
#include "base/metrics.h"
#include "base/mutex.h"
#include "base/plain_name.h"
#include "base/round.h"
#include "base/this_thread.h"
#include "store/store.h"

namespace suggestd::store {
namespace {

std::string_view kind_name(BackupJobKind kind) {
  return kind == BackupJobKind::backup ? "backup" : "verification";
}

bool running(const std::optional<BackupJob>& job) { return job && job->state == BackupJobState::running; }

Error another_job(const BackupJob& job) {
  return conflict(
      fmt::format("a {} is running since {}; wait for its end", kind_name(job.kind), to_rfc3339(job.begun)));
}

// Beyond what time servers set right while a server runs.
constexpr std::chrono::duration<double> kMostJump = std::chrono::hours(1);

}  // namespace

BackupKeeper::BackupKeeper(Store& store, std::filesystem::path folder, std::uint64_t bytes_per_second,
                           std::chrono::seconds keep)
    : store_(store), folder_(std::move(folder)), bytes_per_second_(bytes_per_second), keep_(keep) {
  if (!folder_.empty() && keep_.count() > 0) ager_ = std::thread([this] { watch_age(); });
}

BackupKeeper::~BackupKeeper() {
  {
    const MutexLock lock(mutex_);
    stop_.request_stop();
  }
  stopped_.notify_all();
  if (ager_.joinable()) ager_.join();
  if (worker_.joinable()) worker_.join();
}

Status BackupKeeper::check_on() const {
  if (!folder_.empty()) return {};
  return conflict("backups are off: set backup.folder in the configuration and restart");
}

Status BackupKeeper::check_free() const {
  if (Status on = check_on(); !on) return on;
  const MutexLock lock(mutex_);
  return running(job_) ? Status(another_job(*job_)) : Status();
}

Result<BackupInfo> BackupKeeper::back_up(const BackupOptions& options) {
  if (Status on = check_on(); !on) return on.error();
  {
    const MutexLock lock(mutex_);
    if (const auto claimed = claim(BackupJobKind::backup); !claimed) return claimed.error();
  }
  Result<BackupInfo> made = internal_error("the backup was not begun");
  work([&] { return made = copy_store(options); });
  return made;
}

Result<BackupJob> BackupKeeper::begin_verify(std::uint32_t number) {
  if (Status on = check_on(); !on) return on.error();
  const Result<std::vector<BackupInfo>> all = list();
  if (!all) return all.error();
  const bool known = std::ranges::any_of(*all, [&](const BackupInfo& info) { return info.number == number; });
  if (!known) return not_found(fmt::format("there is no backup {}", number));
  const MutexLock lock(mutex_);
  Result<BackupJob> job = claim(BackupJobKind::verify);
  if (!job) return job;
  worker_ = std::thread([this, number] {
    name_this_thread("backup");
    let_other_threads_go_first();
    work([this, number] { return verify_backup(folder_, number); });
  });
  return job;
}

Result<BackupJob> BackupKeeper::claim(BackupJobKind kind) {
  if (running(job_)) return another_job(*job_);
  if (worker_.joinable()) worker_.join();
  BackupJob job;
  job.kind = kind;
  job.begun = now();
  if (kind == BackupJobKind::backup) job.store_bytes = store_.stats().disk_bytes;
  copied_bytes_ = 0;
  job_ = job;
  return job;
}

void BackupKeeper::work(const std::function<Result<BackupInfo>()>& made) {
  try {
    end(made());
  } catch (const std::exception& problem) {
    end(internal_error(problem.what()));
  }
}

Result<BackupInfo> BackupKeeper::copy_store(BackupOptions options) {
  options.bytes_per_second = bytes_per_second_;
  options.on_progress = [this, told = options.on_progress](std::uint64_t copied) {
    copied_bytes_ = copied;
    if (told) told(copied);
  };
  return create_backup(store_, folder_, options);
}

void BackupKeeper::end(const Result<BackupInfo>& result) {
  const MutexLock lock(mutex_);
  job_->ended = now();
  job_->copied_bytes = copied_bytes_;
  job_->state = result.ok() ? BackupJobState::done : BackupJobState::failed;
  const std::string_view kind = kind_name(job_->kind);
  counter("suggestd_backup_jobs_total", {{"kind", kind}, {"result", result.ok() ? "done" : "failed"}}).add();
  if (!result) {
    job_->failure = result.error();
    log_error("a job of backups failed", {{"kind", kind}, {"error", result.error().message()}});
    return;
  }
  job_->backup = *result;
  if (job_->kind == BackupJobKind::backup) {
    gauge("suggestd_backup_last_success_timestamp_seconds")
        .set(std::chrono::duration<double>(job_->ended.time_since_epoch()).count());
  }
  log_info("a job of backups is done", {{"kind", kind},
                                        {"backup", std::uint64_t{result->number}},
                                        {"bytes", result->bytes},
                                        {"copied_bytes", job_->copied_bytes}});
}

std::optional<BackupJob> BackupKeeper::job() const {
  const MutexLock lock(mutex_);
  std::optional<BackupJob> job = job_;
  if (running(job)) job->copied_bytes = copied_bytes_;
  return job;
}

Result<std::vector<BackupInfo>> BackupKeeper::list() const {
  if (Status on = check_on(); !on) return on.error();
  Result<std::vector<BackupInfo>> all = list_backups(folder_);
  if (!all && all.error().kind() == ErrorKind::not_found) return std::vector<BackupInfo>();
  return all;
}

Status BackupKeeper::remove(std::uint32_t number) {
  if (Status on = check_on(); !on) return on;
  const MutexLock lock(mutex_);
  if (running(job_)) return another_job(*job_);
  return delete_backup(folder_, number);
}

// --- Age

std::optional<Timestamp> BackupKeeper::due_by(const BackupInfo& backup) const {
  if (keep_.count() == 0) return std::nullopt;
  return backup.at + keep_ + kLookEvery;
}

void BackupKeeper::watch_age() {
  name_this_thread("backup-age");
  let_other_threads_go_first();
  const auto pause = std::min<std::chrono::seconds>(keep_, kLookEvery);
  // A wall clock that has jumped while the server runs says nothing of a backup's age: all would seem old at once.
  const Timestamp wall_begin = now();
  const auto steady_begin = std::chrono::steady_clock::now();
  bool told = false;
  while (!stop_.stop_requested()) {
    const std::chrono::duration<double> jump =
        (now() - wall_begin) - (std::chrono::steady_clock::now() - steady_begin);
    if (std::abs(jump.count()) < kMostJump.count()) {
      told = false;
      do_round("backup age", [this] { remove_old(); });
    } else if (!std::exchange(told, true)) {
      log_warning("the clock has jumped: no backup is deleted by its age until it is right, or a restart",
                  {{"seconds", static_cast<std::int64_t>(jump.count())}});
    }
    MutexLock lock(mutex_);
    stopped_.wait_for(lock, pause, [this] { return stop_.stop_requested(); });
  }
}

void BackupKeeper::remove_old() {
  const auto all = list();
  if (!all) {
    log_error("backups can't be looked through for old ones", {{"error", all.error().message()}});
    return;
  }
  for (const BackupInfo& backup : *all) {
    if (now() - backup.at < keep_) continue;
    const Status removed = remove(backup.number);
    if (removed) {
      log_info("a backup is older than backup.keep_days and is deleted",
               {{"backup", std::uint64_t{backup.number}}});
    } else if (removed.error().kind() != ErrorKind::conflict) {  // else a backup is being made
      log_error("an old backup can't be deleted",
                {{"backup", std::uint64_t{backup.number}}, {"error", removed.error().message()}});
    }
  }
}

Result<std::filesystem::path> BackupKeeper::copy(std::string_view name) {
  if (Status on = check_on(); !on) return on.error();
  if (Status plain = check_plain_name(name); !plain) return std::move(plain).error();
  const std::filesystem::path copies = folder_ / "checkpoints";
  std::error_code problem;
  std::filesystem::create_directories(copies, problem);
  if (problem) return errno_error(fmt::format("making {}", copies.string()), problem.value());
  const std::filesystem::path target = copies / name;
  if (Status copied = copy_checkpoint(store_, target); !copied) return copied.error();
  return target;
}

}  // namespace suggestd::store
