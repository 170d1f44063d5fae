#include "store/commit/committer.h"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <exception>
#include <optional>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "base/memory.h"
#include "base/mutex.h"
#include "base/this_thread.h"
#include "store/commit/decisions.h"
#include "store/commit/pending_group.h"
#include "store/commit/prepared_mutation.h"
#include "store/commit/waiting_line.h"
#include "store/commit/wake_up.h"
#include "store/disk/database.h"
#include "store/log/rocksdb_change_log.h"
#include "store/log/rocksdb_change_log_parts.h"

namespace suggestd::store {
namespace {

using Clock = std::chrono::steady_clock;

// The time for which one look at the free space of the disk is good.
constexpr std::chrono::milliseconds kFreeSpaceEvery{100};

// The wait between two attempts to make a broken database write again.
constexpr std::chrono::milliseconds kMendEvery{50};

constexpr std::chrono::milliseconds kLagSlice{20};

// The time for which commits wait, each time, while the database is to be opened anew and somebody reads from it; the
// pause after it; and the number of times.
constexpr std::chrono::milliseconds kReopenPatience{20};
constexpr std::chrono::milliseconds kReopenPause{100};
constexpr int kReopenTries = 600;

// One batch of one caller, waiting for its outcomes.
struct Request {
  ShopId shop{};
  std::vector<PreparedMutation> mutations;
  Durability durability = Durability::synced;
  // Shared by all requests of one look into the queue, which mostly also finish together.
  std::shared_ptr<WakeUp> finished;
  std::optional<RepeatToken> repeat;  // of a request that is made once

  std::vector<Outcome> outcomes;
  std::optional<KeptOutcomes> kept;  // with `repeat`: of this time, or of the first
  bool repeated = false;             // it was made before
  std::optional<Error> error;
  bool no_memory = false;  // nothing was written; its caller makes the error, for here it could throw again
  std::atomic<bool> done{false};

  void wait() const {
    for (;;) {
      const std::uint32_t ticket = finished->ticket();
      if (done.load(std::memory_order_acquire)) return;
      finished->wait(ticket);
    }
  }
};

using RequestPtr = std::shared_ptr<Request>;

}  // namespace

struct Committer::Parts {
  Parts(Database& db, RocksdbChangeLog& change_log, const Repeats& r, ErasedIds& e, CommitterOptions o)
      : database(db), log(change_log), repeats(r), erased(e), options(o) {}

  // --- Callers.
  Status submit(const RequestPtr& request);
  bool become_committer(const RequestPtr& request);
  void commit_as_caller(std::vector<RequestPtr>& group) noexcept;
  Status pass_lag_gate(ShopId shop, WriteSize size);

  // --- The committer thread, or a caller in its place.
  void run();
  bool wait_for_work(WaitingLine<RequestPtr>& waiting);
  void commit_group(std::vector<RequestPtr>& group);
  static void fail(Request& request, const Error& error) noexcept;
  static void wake_waiters(const std::vector<RequestPtr>& group);
  Status decide_and_write(std::vector<RequestPtr>& group, bool synced) SUGGESTD_REQUIRES(writing);
  Status decide_request(PendingGroup& pending, Request& request) const;
  Result<bool> answer_again(const PendingGroup& pending, Request& request) const;
  void keep_outcomes(PendingGroup& pending, Request& request) const;
  Status check_free_space() SUGGESTD_REQUIRES(writing);
  Status mend_if_broken() SUGGESTD_REQUIRES(writing);
  void sync_if_due();
  Status sync_now() SUGGESTD_REQUIRES(writing);
  Status take_over_opened() SUGGESTD_REQUIRES(writing);

  Database& database;
  RocksdbChangeLog& log;
  const Repeats& repeats;
  ErasedIds& erased;
  const CommitterOptions options;
  LagGate lag_gate;  // constant after the first commit

  mutable Mutex mutex;
  ConditionVariable arrived;
  std::vector<RequestPtr> queue SUGGESTD_GUARDED_BY(mutex);
  std::shared_ptr<WakeUp> queue_finished SUGGESTD_GUARDED_BY(mutex) = std::make_shared<WakeUp>();
  bool asleep SUGGESTD_GUARDED_BY(mutex) = false;          // the thread waits for work
  bool caller_commits SUGGESTD_GUARDED_BY(mutex) = false;  // a caller does its work
  bool stopping SUGGESTD_GUARDED_BY(mutex) = false;
  std::atomic<std::uint64_t> waiting_small{0}, waiting_large{0};  // mutations in the queue
  std::atomic<std::uint64_t>& waiting_mutations(std::size_t of) {
    return size_of(of) == WriteSize::small ? waiting_small : waiting_large;
  }

  std::atomic<std::uint64_t> groups{0}, requests{0}, mutations{0}, syncs{0}, refused_busy{0};
  std::atomic<bool> disk_full{false};

  // Held by the one who writes: the thread, a caller in its place, or sync().
  Mutex writing;
  std::optional<Clock::time_point> unsynced_since SUGGESTD_GUARDED_BY(writing);
  Clock::time_point free_space_asked SUGGESTD_GUARDED_BY(writing){};
  std::optional<Error> free_space_error SUGGESTD_GUARDED_BY(writing);
  Clock::time_point mending_tried SUGGESTD_GUARDED_BY(writing){};
  std::optional<Error> mending_error SUGGESTD_GUARDED_BY(writing);

  std::thread thread;  // last: it uses all of the above
};

Status Committer::Parts::pass_lag_gate(ShopId shop, WriteSize size) {
  if (!lag_gate) return {};
  const auto give_up = Clock::now() + longest_lag_wait(size);
  for (;;) {
    const std::chrono::milliseconds wait = lag_gate(shop, size);
    if (wait.count() <= 0) return {};
    if (Clock::now() + wait > give_up) {
      ++refused_busy;
      return learner_too_far_behind(wait);
    }
    std::this_thread::sleep_for(std::min(wait, kLagSlice));
  }
}

Status Committer::Parts::submit(const RequestPtr& request) {
  std::vector<RequestPtr> alone{request};  // before anything is promised: this may throw
  const std::uint64_t size = request->mutations.size();
  // Imports that wait take no order's place. A caller that finds its queue empty may bring more than fits,
  // else no large request could ever pass.
  std::atomic<std::uint64_t>& waiting = waiting_mutations(size);
  const std::uint64_t before = waiting.fetch_add(size);
  if (before != 0 && before + size > options.queue_mutations) {
    waiting -= size;
    ++refused_busy;
    return Error(ErrorKind::busy, fmt::format("{} writes are waiting already; try again later", before));
  }
  try {
    if (become_committer(request)) {
      commit_as_caller(alone);
      return {};
    }
  } catch (const std::exception&) {  // memory for its place in the queue
    waiting -= size;
    return out_of_memory();
  }
  request->wait();
  return {};
}

// Lets the caller commit its own request when nothing else goes on: handing it to the thread and waiting for
// the answer would cost two changes of thread beside one sync. Otherwise the request is queued. Large ones
// always are, because their threads may have a lower priority, and orders would wait for them.
bool Committer::Parts::become_committer(const RequestPtr& request) {
  bool wake = false;
  {
    const MutexLock lock(mutex);
    const bool idle = asleep && queue.empty() && !caller_commits;
    const bool small = size_of(request->mutations.size()) == WriteSize::small;
    if (idle && small && request->durability == Durability::synced) {
      caller_commits = true;
      return true;
    }
    request->finished = queue_finished;
    queue.push_back(request);
    wake = asleep && !caller_commits;
  }
  if (wake) arrived.notify_one();
  return false;
}

void Committer::Parts::commit_as_caller(std::vector<RequestPtr>& group) noexcept {
  waiting_small -= group.front()->mutations.size();
  commit_group(group);
  bool wake = false;
  {
    const MutexLock lock(mutex);
    caller_commits = false;
    wake = !queue.empty();
  }
  if (wake) arrived.notify_one();
}

void Committer::Parts::run() {
  WaitingLine<RequestPtr> waiting;
  for (;;) {
    std::vector<RequestPtr> group;
    try {
      if (!wait_for_work(waiting)) break;
      sync_if_due();
      group = waiting.take_group();
    } catch (const std::exception&) {  // memory: those who wait go on waiting for their turn
      std::this_thread::sleep_for(kMendEvery);
      continue;
    }
    for (const RequestPtr& request : group) {
      waiting_mutations(request->mutations.size()) -= request->mutations.size();
    }
    if (!group.empty()) commit_group(group);
  }
  const MutexLock lock(writing);
  if (unsynced_since) (void)sync_now();
}

// Waits until there is a request, or a write without a sync is due to be synced; false when all is done.
bool Committer::Parts::wait_for_work(WaitingLine<RequestPtr>& waiting) {
  std::optional<Clock::time_point> due;
  if (waiting.empty()) {
    const MutexLock lock(writing);
    if (unsynced_since) due = *unsynced_since + options.buffered_sync_interval;
  }
  MutexLock lock(mutex);
  if (queue.empty() && waiting.empty()) {
    const auto something = [&]() SUGGESTD_REQUIRES(mutex) {
      return (!queue.empty() && !caller_commits) || stopping;
    };
    asleep = true;
    if (due) {
      arrived.wait_until(lock, *due, something);
    } else {
      arrived.wait(lock, something);
    }
    asleep = false;
    if (queue.empty() && stopping) return false;
  }
  auto finished = std::make_shared<WakeUp>();
  for (RequestPtr& request : queue) {
    if (request == nullptr) continue;  // taken before memory ran out
    waiting.push(request, request->mutations.size());
    request.reset();
  }
  queue.clear();
  queue_finished = std::move(finished);
  return true;
}

void Committer::Parts::commit_group(std::vector<RequestPtr>& group) {
  const bool buffered_syncs = options.buffered_sync_interval.count() == 0;
  const bool synced = std::any_of(group.begin(), group.end(), [&](const RequestPtr& request) {
    return buffered_syncs || request->durability == Durability::synced;
  });
  Status written;
  {
    const MutexLock lock(writing);
    try {
      written = check_free_space();
      if (written) written = mend_if_broken();
      if (written) written = decide_and_write(group, synced);
    } catch (const std::exception&) {  // memory: the decisions are thrown away, and nothing was written
      for (const RequestPtr& request : group) request->no_memory = true;
    }
  }
  disk_full = !written && written.error().kind() == ErrorKind::no_space;

  ++groups;
  requests += group.size();
  for (const RequestPtr& request : group) {
    mutations += request->mutations.size();
    if (!written) fail(*request, written.error());
  }
  wake_waiters(group);
}

void Committer::Parts::fail(Request& request, const Error& error) noexcept {
  try {
    request.error = error;
  } catch (const std::exception&) {
    request.no_memory = true;
  }
}

void Committer::Parts::wake_waiters(const std::vector<RequestPtr>& group) {
  for (const RequestPtr& request : group) request->done.store(true, std::memory_order_release);
  const WakeUp* woken = nullptr;
  for (const RequestPtr& request : group) {
    if (request->finished.get() == woken) continue;  // null: its caller is the one who commits
    woken = request->finished.get();
    request->finished->announce();
  }
}

Status Committer::Parts::decide_and_write(std::vector<RequestPtr>& group, bool synced) {
  PendingGroup pending(database, log, erased, now());
  for (const RequestPtr& request : group) {
    Status decided = decide_request(pending, *request);
    if (!decided) return decided;
  }
  // An answer of "unchanged" promises as much as the one before it, so an empty group still syncs writes that
  // had no sync.
  if (pending.log().empty()) return synced && unsynced_since ? sync_now() : Status();
  Status written = pending.log().write(synced);
  if (!written) return written;
  if (synced) {
    ++syncs;
    unsynced_since.reset();
  } else if (!unsynced_since) {
    unsynced_since = Clock::now();
  }
  return {};
}

Status Committer::Parts::decide_request(PendingGroup& pending, Request& request) const {
  if (request.repeat) {
    const Result<bool> again = answer_again(pending, request);
    if (!again) return again.error();
    if (*again) return {};
  }
  pending.log().begin_batch();
  request.outcomes.reserve(request.mutations.size());
  for (const PreparedMutation& mutation : request.mutations) {
    Result<Outcome> outcome = decide(pending, request.shop, mutation);
    if (!outcome) return outcome.error();
    request.outcomes.push_back(*std::move(outcome));
  }
  if (request.repeat) keep_outcomes(pending, request);
  return {};
}

// True if the request was made before, or its token stands for another one: then nothing is decided.
Result<bool> Committer::Parts::answer_again(const PendingGroup& pending, Request& request) const {
  Result<std::optional<KeptOutcomes>> kept = repeats.find(pending, request.shop, *request.repeat);
  if (!kept) return std::move(kept).error();
  if (!*kept) return false;
  if ((*kept)->fingerprint != request.repeat->fingerprint ||
      (*kept)->outcomes.size() != request.mutations.size()) {
    request.error = conflict("the same key was used for another request; take a new one");
    return true;
  }
  request.kept = *std::move(kept);
  request.repeated = true;
  return true;
}

void Committer::Parts::keep_outcomes(PendingGroup& pending, Request& request) const {
  KeptOutcomes& kept = request.kept.emplace();
  kept.fingerprint = request.repeat->fingerprint;
  kept.note = request.repeat->note;
  kept.outcomes = request.outcomes;
  bool made = kept.outcomes.empty();
  for (const Outcome& outcome : kept.outcomes) {
    kept.last = std::max(kept.last, outcome.sequence);
    made = made || !is_refusal(outcome.kind);
  }
  if (number(kept.last) == 0) kept.last = log.written(request.shop);
  if (made) repeats.keep(pending, request.shop, *request.repeat, kept);
}

Status Committer::Parts::check_free_space() {
  if (options.reserve_bytes == 0) return {};
  const auto now = Clock::now();
  if (now - free_space_asked >= kFreeSpaceEvery) {
    free_space_asked = now;
    free_space_error.reset();
    const Result<std::uint64_t> free = database.free_bytes();
    if (free && *free < options.reserve_bytes) {
      free_space_error = Error(
          ErrorKind::no_space,
          fmt::format(
              "the disk is full: {} MB are free where {} MB are kept in reserve; reads go on, and writes "
              "will when there is room",
              *free >> 20, options.reserve_bytes >> 20));
    }
  }
  if (free_space_error) return *free_space_error;
  return {};
}

Status Committer::Parts::mend_if_broken() {
  if (!database.broken()) return {};
  const auto now = Clock::now();
  if (mending_error && now < mending_tried + kMendEvery) return *mending_error;
  mending_tried = now;
  Status mended = database.mend();
  if (mended) mended = take_over_opened();
  if (!mended) {
    mending_error = mended.error();
    return mended;
  }
  mending_error.reset();
  return {};
}

// Opening has put everything that was replayed into synced table files.
Status Committer::Parts::take_over_opened() {
  Status loaded = log.parts_->reload();
  if (!loaded) return loaded;
  unsynced_since.reset();
  log.show_written();
  return {};
}

void Committer::Parts::sync_if_due() {
  const MutexLock lock(writing);
  if (!unsynced_since || Clock::now() < *unsynced_since + options.buffered_sync_interval) return;
  // If it fails, the writes stay unsynced and unseen by followers; the next group tries again.
  if (!sync_now()) unsynced_since = Clock::now();
}

Status Committer::Parts::sync_now() {
  Status synced = database.sync(log.parts_->records);
  if (!synced) return synced;
  ++syncs;
  unsynced_since.reset();
  log.show_written();
  return {};
}

Status Committer::rewrite_files() {
  if (Status written = parts_->database.rewrite_files(); !written) return written;
  for (int tries = 1;; ++tries) {
    {
      const MutexLock lock(parts_->writing);
      Status opened = parts_->database.reopen(kReopenPatience);
      if (opened) return parts_->take_over_opened();
      if (opened.error().kind() != ErrorKind::busy || tries == kReopenTries) return opened;
    }
    std::this_thread::sleep_for(kReopenPause);
  }
}

Error learner_too_far_behind(std::chrono::milliseconds wait) {
  return {ErrorKind::busy,
          fmt::format("the learner is too far behind for the shop's bound on staleness; try again in {} ms",
                      wait.count())};
}

Committer::Committer(Database& database, RocksdbChangeLog& log, const Repeats& repeats, ErasedIds& erased,
                     CommitterOptions options)
    : parts_(std::make_unique<Parts>(database, log, repeats, erased, options)) {
  parts_->thread = std::thread([this] {
    name_this_thread("committer");
    parts_->run();
  });
}

Committer::~Committer() {
  {
    const MutexLock lock(parts_->mutex);
    parts_->stopping = true;
  }
  parts_->arrived.notify_one();
  parts_->thread.join();
}

Result<std::vector<Outcome>> Committer::commit(ShopId shop, std::vector<Mutation> mutations,
                                               Durability durability, const Precondition& precondition) {
  if (parts_->database.read_only()) return Error(ErrorKind::denied, "the store is open read-only");
  Status passed = parts_->pass_lag_gate(shop, size_of(mutations.size()));
  if (!passed) return passed.error();

  std::vector<PreparedMutation> prepared = prepare_all(shop, std::move(mutations), precondition);
  std::vector<Outcome> outcomes;
  outcomes.reserve(prepared.size());
  for (std::size_t start = 0; start < prepared.size(); start += kMaxBatch) {
    const auto first = prepared.begin() + static_cast<std::ptrdiff_t>(start);
    const auto last = first + static_cast<std::ptrdiff_t>(std::min(kMaxBatch, prepared.size() - start));
    const auto request = std::make_shared<Request>();
    request->shop = shop;
    request->durability = durability;
    request->mutations.assign(std::make_move_iterator(first), std::make_move_iterator(last));
    Status submitted = parts_->submit(request);
    if (!submitted) return submitted.error();
    if (request->no_memory) return out_of_memory();
    if (request->error) return *request->error;
    std::move(request->outcomes.begin(), request->outcomes.end(), std::back_inserter(outcomes));
  }
  return outcomes;
}

Result<CommittedOnce> Committer::commit_once(ShopId shop, std::vector<Mutation> mutations,
                                             Durability durability, const Precondition& precondition,
                                             RepeatToken token) {
  assert(mutations.size() <= kMaxBatch && !token.name.empty());
  if (parts_->database.read_only()) return Error(ErrorKind::denied, "the store is open read-only");
  Status passed = parts_->pass_lag_gate(shop, size_of(mutations.size()));
  if (!passed) return passed.error();

  const auto request = std::make_shared<Request>();
  request->shop = shop;
  request->durability = durability;
  request->mutations = prepare_all(shop, std::move(mutations), precondition);
  request->repeat = std::move(token);
  Status submitted = parts_->submit(request);
  if (!submitted) return submitted.error();
  if (request->error) return *request->error;
  return CommittedOnce{std::move(request->kept->outcomes), request->kept->last,
                       std::move(request->kept->note), request->repeated};
}

void Committer::set_lag_gate(LagGate gate) { parts_->lag_gate = std::move(gate); }

Status Committer::sync() {
  if (parts_->database.read_only()) return Error(ErrorKind::denied, "the store is open read-only");
  const MutexLock lock(parts_->writing);
  return parts_->unsynced_since ? parts_->sync_now() : Status();
}

void Committer::look_for_room() {
  if (parts_->database.read_only()) return;
  const MutexLock lock(parts_->writing);
  Status good = parts_->check_free_space();
  if (good) good = parts_->mend_if_broken();
  parts_->disk_full = !good && good.error().kind() == ErrorKind::no_space;
}

CommitterStats Committer::stats() const {
  CommitterStats stats;
  stats.groups = parts_->groups;
  stats.requests = parts_->requests;
  stats.mutations = parts_->mutations;
  stats.syncs = parts_->syncs;
  stats.refused_busy = parts_->refused_busy;
  stats.waiting = parts_->waiting_small + parts_->waiting_large;
  stats.disk_full = parts_->disk_full;
  return stats;
}

}  // namespace suggestd::store
