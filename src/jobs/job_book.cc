#include "jobs/job_book.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/ids.h"
#include "base/json_tree.h"
#include "base/log.h"
#include "base/mutex.h"
#include "jobs/job_place.h"
#include "jobs/job_record.h"
#include "jobs/job_rows.h"
#include "jobs/limits.h"
#include "records/json_reader.h"

namespace suggestd::jobs {
namespace {

bool is_waiting(const Job& job) { return job.next_run.has_value(); }
bool is_over(const Job& job) { return has_ended(job.run.state) && !is_waiting(job); }

// The pointers of a kind's own errors, as places in a request.
Error inside_parameters(const Error& error) {
  if (error.fields().empty()) return error;
  const FieldError& first = error.fields().front();
  Error told = invalid_field("/parameters" + first.pointer, first.detail);
  for (auto field = error.fields().begin() + 1; field != error.fields().end(); ++field)
    told.add_field("/parameters" + field->pointer, field->detail);
  return told;
}

Status check_owner(const JobRequest& request, const JobTraits& kind) {
  if (kind.owner == JobOwner::shop && request.shop.empty())
    return invalid_field("/shop", fmt::format("a job of the kind '{}' needs a shop", kind.name));
  if (kind.owner == JobOwner::server && !request.shop.empty())
    return invalid_field("/shop", fmt::format("a job of the kind '{}' is the server's own", kind.name));
  return {};
}

Status check_schedule(const Schedule& schedule) {
  if (schedule.every && schedule.at) return invalid_field("/at", "a job has `every` or `at`, not both");
  if (schedule.time_zone.empty()) return {};
  if (!schedule.at) return invalid_field("/time_zone", "goes with `at` alone");
  const auto zone = TimeZone::parse(schedule.time_zone);
  return zone ? Status() : invalid_field("/time_zone", zone.error().message());
}

}  // namespace

// --- Opening

Result<std::unique_ptr<JobBook>> JobBook::open(store::MetaTable& meta, JobBookOptions options) {
  std::unique_ptr<JobBook> book(new JobBook(meta, std::move(options)));
  const MutexLock lock(book->mutex_);
  if (Status loaded = book->load(); !loaded) return std::move(loaded).error();
  return book;
}

Status JobBook::load() {
  return meta_.for_each(
      kJobRows, [this](std::string_view key, std::string_view value) SUGGESTD_REQUIRES(mutex_) -> Status {
        key.remove_prefix(kJobRows.size());
        Result<Job> job = decode_job(key, value);
        if (!job) return std::move(job).error();
        Entry& entry = entries_[std::string(key)];
        entry.job = *std::move(job);
        entry.held = !options_.resumes;
        return {};
      });
}

void JobBook::add(std::unique_ptr<JobKind> kind) {
  const std::string name(kind->traits().name);
  kinds_.emplace(name, std::move(kind));
}

void JobBook::start() {
  const MutexLock lock(mutex_);
  if (!options_.resumes) return;
  for (auto& [id, entry] : entries_) take_up(entry);
  save_unsaved();
}

// Decides what becomes of a run that was running when the process ended.
void JobBook::take_up(Entry& entry) {
  JobRun& run = entry.job.run;
  const JobKind* kind = find_kind(entry.job.request.kind);
  if (run.state != JobState::running || kind == nullptr) return;
  const Result<std::string> checkpoint = read_checkpoint(meta_, entry.job);
  entry.unsaved = true;
  if (run.cancel_asked) {
    end_run(entry, RunningJob::stopped());
  } else if (run.starts >= limits::kJobStarts.most) {
    end_run(entry, internal_error(fmt::format("the server ended {} times while it ran", run.starts)));
  } else if (checkpoint && checkpoint->empty() && !kind->traits().begins_again) {
    end_run(entry, internal_error("the server ended while it ran, and to begin again might do things twice"));
  } else {
    run.state = JobState::queued;
    log_info("a job that was running is taken up again",
             {{"job", entry.job.id}, {"kind", entry.job.request.kind}});
  }
}

// --- Putting

JobKind* JobBook::find_kind(std::string_view name) const {
  const auto found = kinds_.find(name);
  return found == kinds_.end() ? nullptr : found->second.get();
}

Status JobBook::check(const JobRequest& request) const {
  const JobKind* kind = find_kind(request.kind);
  if (kind == nullptr) {
    std::vector<std::string_view> names;
    for (const auto& [name, known] : kinds_) names.push_back(name);
    return invalid_field("/kind", fmt::format("is '{}'; it may be {}", request.kind, fmt::join(names, ", ")));
  }
  if (request.parameters.size() > limits::kJobParameters.most)
    return invalid_field("/parameters", fmt::format("has more than {} bytes", limits::kJobParameters.most));
  if (Status good = check_owner(request, kind->traits()); !good) return good;
  if (Status good = check_schedule(request.schedule); !good) return good;
  Status good = kind->check(request);
  return good ? good : inside_parameters(good.error());
}

Result<JobPut> JobBook::put(std::string_view id, const JobRequest& asked) {
  if (Status good = check_id(id); !good) return good.error().with_context("the job's id");
  JobRequest request = asked;
  const Result<JsonDocument> parameters = parse_json(request.parameters);
  if (!parameters || !parameters->root().is_object())
    return invalid_field("/parameters", "must be an object");
  request.parameters = json_text(parameters->root());
  {
    const MutexLock lock(mutex_);
    if (auto there = known(id, request)) return *std::move(there);
  }
  if (Status good = check(request); !good) return std::move(good).error();
  const MutexLock lock(mutex_);
  return make(id, request);
}

// A job that this book would not resume by itself is taken up when it is asked for again.
std::optional<Result<JobPut>> JobBook::known(std::string_view id, const JobRequest& request) {
  const auto found = entries_.find(id);
  if (found == entries_.end()) return std::nullopt;
  Entry& entry = found->second;
  if (entry.job.request == request) {
    if (std::exchange(entry.held, false)) take_up(entry);
    changed_.notify_all();
    return JobPut{entry.job, false};
  }
  return conflict(fmt::format("there is a job '{}' with another content; choose another id", id));
}

Result<JobPut> JobBook::make(std::string_view id, const JobRequest& request) {
  if (auto there = known(id, request)) return *std::move(there);  // made meanwhile
  if (unfinished() >= limits::kJobs.most)
    return Error(ErrorKind::busy, fmt::format("there are {} jobs that have not ended", limits::kJobs.most));
  Entry entry;
  entry.job.id = id;
  entry.job.request = request;
  entry.job.created = options_.clock();
  entry.job.run.due = first_run(request.schedule, zone_of(request), entry.job.created);
  if (Status saved = save(entry); !saved) return std::move(saved).error();
  Job made = entry.job;
  const auto place = entries_.emplace(id, std::move(entry)).first;
  if (find_kind(request.kind)->traits().ends_others) {
    for (auto& [other, one] : entries_) {
      if (one.job.request.shop == request.shop && other != place->first) (void)cancel(one);
    }
  }
  forget_old(made.created);
  changed_.notify_all();
  return JobPut{std::move(made), true};
}

// --- Looking

Result<Job> JobBook::get(std::string_view id) const {
  const MutexLock lock(mutex_);
  const auto found = entries_.find(id);
  if (found == entries_.end()) return not_found(fmt::format("there is no job '{}'", id));
  return found->second.job;
}

JobPage JobBook::list(const JobFilter& filter) const {
  const std::optional<JobPlace> before = parse_cursor(filter.cursor);
  const MutexLock lock(mutex_);
  std::vector<const Job*> found;
  for (const auto& [id, entry] : entries_) {
    const Job& job = entry.job;
    const bool fits = (!filter.shop || *filter.shop == job.request.shop) &&
                      (filter.kind.empty() || filter.kind == job.request.kind) &&
                      (!filter.state || *filter.state == job.run.state);
    if (fits && (!before || place_of(job) < *before)) found.push_back(&job);
  }
  std::ranges::sort(found, std::ranges::greater(), [](const Job* job) { return place_of(*job); });
  JobPage page;
  for (const Job* job : found) {
    if (page.jobs.size() == filter.limit) {
      page.next = cursor_of(page.jobs.back());
      break;
    }
    page.jobs.push_back(*job);
  }
  return page;
}

std::vector<JobCount> JobBook::counts() const {
  const MutexLock lock(mutex_);
  std::map<std::pair<std::string_view, JobState>, std::size_t> counted;
  for (const auto& [name, kind] : kinds_) {
    for (std::size_t state = 0; state < kJobStates; ++state)
      counted[{name, static_cast<JobState>(state)}] = 0;
  }
  for (const auto& [id, entry] : entries_) {
    if (const auto kind = kinds_.find(entry.job.request.kind); kind != kinds_.end())
      ++counted[{kind->first, entry.job.run.state}];
  }
  std::vector<JobCount> counts;
  for (const auto& [key, jobs] : counted) counts.push_back({key.first, key.second, jobs});
  return counts;
}

std::map<std::string, ShopJobs, std::less<>> JobBook::by_shop() const {
  const Timestamp at = options_.clock();
  const auto failed = [lately = at - kFailedLately](const auto& run) {
    return run.state == JobState::failed && run.ended && *run.ended >= lately;
  };
  std::map<std::string, ShopJobs, std::less<>> shops;
  const MutexLock lock(mutex_);
  for (const auto& [id, entry] : entries_) {
    const Job& job = entry.job;
    ShopJobs& of = shops[job.request.shop];
    if (job.run.state == JobState::running) ++of.running;
    const bool queued = job.run.state == JobState::queued;
    if (queued && job.run.due <= at) ++of.waiting;
    if (job.next_run || (queued && job.run.due > at)) ++of.scheduled;
    if (failed(job.run)) ++of.failed_lately;
    of.failed_lately += static_cast<std::size_t>(std::ranges::count_if(job.past, failed));
  }
  return shops;
}

Result<Job> JobBook::wait(std::string_view id, std::chrono::milliseconds most) const {
  MutexLock lock(mutex_);
  const auto over = [&]() SUGGESTD_REQUIRES(mutex_) {
    const auto found = entries_.find(id);
    return stopping_ || found == entries_.end() || has_ended(found->second.job.run.state);
  };
  changed_.wait_for(lock, most, over);
  const auto found = entries_.find(id);
  if (found == entries_.end()) return not_found(fmt::format("there is no job '{}'", id));
  return found->second.job;
}

void JobBook::wait_until_idle() const {
  MutexLock lock(mutex_);
  changed_.wait(lock, [this]() SUGGESTD_REQUIRES(mutex_) {
    return stopping_ || std::ranges::all_of(entries_, [](const auto& one) {
             return one.second.held || has_ended(one.second.job.run.state);
           });
  });
}

std::size_t JobBook::unfinished() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(entries_, [](const auto& one) { return !is_over(one.second.job); }));
}

// --- Ending

Result<JobEnd> JobBook::end(std::string_view id) {
  const MutexLock lock(mutex_);
  const auto found = entries_.find(id);
  if (found == entries_.end()) return not_found(fmt::format("there is no job '{}'", id));
  const Job& job = found->second.job;
  const bool active = job.run.state == JobState::running ||
                      (job.run.state == JobState::queued && job.run.due <= options_.clock());
  if (active) {
    if (Status cancelled = cancel(found->second); !cancelled) return std::move(cancelled).error();
    return JobEnd{job, false};
  }
  JobEnd removed{job, true};
  if (Status gone = remove(found); !gone) return std::move(gone).error();
  return removed;
}

// A run that a worker has is told to stop; one that nobody has ends here. An ended one loses its schedule.
Status JobBook::cancel(Entry& entry) {
  if (has_ended(entry.job.run.state)) {
    entry.job.next_run.reset();
  } else {
    entry.job.run.cancel_asked = true;
    if (entry.running != nullptr) {
      entry.running->request_stop();
    } else {
      end_run(entry, RunningJob::stopped());
    }
  }
  changed_.notify_all();
  return save(entry);
}

Status JobBook::remove(Entries::iterator entry) {
  if (Status gone = meta_.remove(checkpoint_key(entry->first)); !gone) return gone;
  if (Status gone = meta_.remove(job_key(entry->first)); !gone) return gone;
  entries_.erase(entry);
  changed_.notify_all();
  return {};
}

Status JobBook::forget_shop(std::string_view shop, std::string_view spared) {
  const MutexLock lock(mutex_);
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    const auto here = entry++;
    if (here->second.job.request.shop != shop || here->first == spared) continue;
    if (here->second.running != nullptr) {
      here->second.doomed = true;
      if (Status cancelled = cancel(here->second); !cancelled) return cancelled;
    } else if (Status gone = remove(here); !gone) {
      return gone;
    }
  }
  return {};
}

void JobBook::forget_old(Timestamp at) {
  std::vector<Entries::iterator> over;
  for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) {
    if (is_over(entry->second.job) && entry->second.running == nullptr) over.push_back(entry);
  }
  std::ranges::sort(over, {}, [](Entries::iterator entry) { return entry->second.job.run.ended; });
  const std::size_t most = limits::kEndedJobs.most;
  for (std::size_t i = 0; i < over.size(); ++i) {
    const bool too_many = over.size() - i > most;
    const auto ended = over[i]->second.job.run.ended;
    if (!too_many && ended && *ended + options_.keep_ended > at) break;
    if (Status gone = remove(over[i]); !gone) return;  // another time
  }
}

// --- Disk

Status JobBook::save(Entry& entry) {
  entry.unsaved = true;
  if (Status written = meta_.put(job_key(entry.job.id), encode_job(entry.job)); !written) return written;
  entry.unsaved = false;
  return {};
}

// States that the disk had no room for; tried again until it has.
void JobBook::save_unsaved() noexcept {
  try {
    for (auto& [id, entry] : entries_) {
      if (entry.unsaved && !save(entry)) return;
    }
  } catch (const std::exception&) {  // no memory: another time
  }
}

TimeZone JobBook::zone_of(const JobRequest& request) const {
  const auto named = TimeZone::parse(request.schedule.time_zone);
  return named ? *named : options_.zone_of(request.shop);
}

}  // namespace suggestd::jobs
