#include "store/committer.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "base/this_thread.h"
#include "store/database.h"
#include "store/decisions.h"
#include "store/pending_group.h"
#include "store/prepared_mutation.h"
#include "store/rocksdb_change_log.h"
#include "store/rocksdb_change_log_parts.h"
#include "store/wake_up.h"

namespace suggestd::store {
namespace {

using Clock = std::chrono::steady_clock;

// How many mutations one sync may carry. More would make the first in a group wait for the last.
constexpr std::size_t kMaxGroup = 4'096;

// How long one look at the free space of the disk is good for.
constexpr std::chrono::milliseconds kFreeSpaceEvery{100};

// How long to wait between two attempts to make a broken database write again.
constexpr std::chrono::milliseconds kMendEvery{50};

constexpr std::chrono::milliseconds kLagSlice{20};

// One batch of one caller, waiting for its outcomes.
struct Request {
  ShopId shop{};
  std::vector<PreparedMutation> mutations;
  Durability durability = Durability::synced;
  // Shared by all that the committer will take out of the queue at once, and mostly also finish at once.
  std::shared_ptr<WakeUp> finished;

  std::vector<Outcome> outcomes;
  std::optional<Error> error;
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
  Parts(Database& db, RocksdbChangeLog& change_log, CommitterOptions o)
      : database(db), log(change_log), options(o) {}

  // --- Callers.
  Status submit(const RequestPtr& request);
  bool become_committer(const RequestPtr& request);
  void commit_as_caller(const RequestPtr& request);
  Status pass_lag_gate(ShopId shop);

  // --- The committer thread, or a caller in its place.
  void run();
  bool wait_for_work(std::deque<RequestPtr>& waiting);
  std::vector<RequestPtr> take_group(std::deque<RequestPtr>& waiting);
  void commit_group(std::vector<RequestPtr>& group);
  static void wake_waiters(const std::vector<RequestPtr>& group);
  Status decide_and_write(std::vector<RequestPtr>& group, bool synced);
  Status check_free_space();
  Status mend_if_broken();
  void sync_if_due();
  Status sync_now();

  Database& database;
  RocksdbChangeLog& log;
  const CommitterOptions options;
  LagGate lag_gate;  // constant after the first commit

  mutable std::mutex mutex;
  std::condition_variable arrived;
  std::vector<RequestPtr> queue;                                        // guarded by mutex
  std::shared_ptr<WakeUp> queue_finished = std::make_shared<WakeUp>();  // guarded by mutex
  bool asleep = false;          // guarded by mutex: the thread waits for work
  bool caller_commits = false;  // guarded by mutex: a caller does its work
  bool stopping = false;        // guarded by mutex
  std::atomic<std::uint64_t> waiting_mutations{0};

  std::atomic<std::uint64_t> groups{0}, requests{0}, mutations{0}, syncs{0}, refused_busy{0};
  std::atomic<bool> disk_full{false};

  // Held by whoever writes: the thread, a caller in its place, or sync().
  std::mutex writing;
  std::optional<Clock::time_point> unsynced_since;  // guarded by writing
  Clock::time_point free_space_asked{};             // guarded by writing
  std::optional<Error> free_space_error;            // guarded by writing
  Clock::time_point mending_tried{};                // guarded by writing
  std::optional<Error> mending_error;               // guarded by writing

  std::thread thread;  // last: it uses all of the above
};

Status Committer::Parts::pass_lag_gate(ShopId shop) {
  if (!lag_gate) return {};
  const auto give_up = Clock::now() + kLongestLagWait;
  for (;;) {
    const std::chrono::milliseconds wait = lag_gate(shop);
    if (wait.count() <= 0) return {};
    if (Clock::now() >= give_up) {
      ++refused_busy;
      return Error(ErrorKind::busy,
                   "the learner is too far behind for the shop's bound on staleness; try again later");
    }
    std::this_thread::sleep_for(std::min(wait, kLagSlice));
  }
}

Status Committer::Parts::submit(const RequestPtr& request) {
  const std::uint64_t size = request->mutations.size();
  // A caller that finds the queue empty may bring more than fits, or nothing large could ever pass.
  const std::uint64_t before = waiting_mutations.fetch_add(size);
  if (before != 0 && before + size > options.queue_mutations) {
    waiting_mutations -= size;
    ++refused_busy;
    return Error(ErrorKind::busy, fmt::format("{} writes are waiting already; try again later", before));
  }
  if (become_committer(request)) {
    commit_as_caller(request);
  } else {
    request->wait();
  }
  return {};
}

// When nothing else goes on, handing the request to the thread and waiting for its answer would cost two
// changes of thread beside one sync, so the caller does the work itself. Otherwise the request is queued.
bool Committer::Parts::become_committer(const RequestPtr& request) {
  bool wake = false;
  {
    const std::lock_guard lock(mutex);
    const bool idle = asleep && queue.empty() && !caller_commits;
    if (idle && request->durability == Durability::synced) {
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

void Committer::Parts::commit_as_caller(const RequestPtr& request) {
  waiting_mutations -= request->mutations.size();
  std::vector<RequestPtr> group{request};
  commit_group(group);
  bool wake = false;
  {
    const std::lock_guard lock(mutex);
    caller_commits = false;
    wake = !queue.empty();
  }
  if (wake) arrived.notify_one();
}

void Committer::Parts::run() {
  std::deque<RequestPtr> waiting;
  while (wait_for_work(waiting)) {
    sync_if_due();
    std::vector<RequestPtr> group = take_group(waiting);
    if (!group.empty()) commit_group(group);
  }
  const std::lock_guard lock(writing);
  if (unsynced_since) (void)sync_now();
}

// Waits until there is a request, or a relaxed write is due to be synced; false when all is done.
bool Committer::Parts::wait_for_work(std::deque<RequestPtr>& waiting) {
  std::optional<Clock::time_point> due;
  if (waiting.empty()) {
    const std::lock_guard lock(writing);
    if (unsynced_since) due = *unsynced_since + options.relaxed_sync_interval;
  }
  std::unique_lock lock(mutex);
  if (queue.empty() && waiting.empty()) {
    const auto something = [&] { return (!queue.empty() && !caller_commits) || stopping; };
    asleep = true;
    if (due) {
      arrived.wait_until(lock, *due, something);
    } else {
      arrived.wait(lock, something);
    }
    asleep = false;
    if (queue.empty() && stopping) return false;
  }
  std::move(queue.begin(), queue.end(), std::back_inserter(waiting));
  queue.clear();
  queue_finished = std::make_shared<WakeUp>();
  return true;
}

std::vector<RequestPtr> Committer::Parts::take_group(std::deque<RequestPtr>& waiting) {
  std::vector<RequestPtr> group;
  std::size_t size = 0;
  while (!waiting.empty() && size < kMaxGroup) {
    size += waiting.front()->mutations.size();
    group.push_back(std::move(waiting.front()));
    waiting.pop_front();
  }
  waiting_mutations -= size;
  return group;
}

void Committer::Parts::commit_group(std::vector<RequestPtr>& group) {
  const bool relaxed_syncs = options.relaxed_sync_interval.count() == 0;
  const bool synced = std::any_of(group.begin(), group.end(), [&](const RequestPtr& request) {
    return relaxed_syncs || request->durability == Durability::synced;
  });
  Status written;
  {
    const std::lock_guard lock(writing);
    written = check_free_space();
    if (written) written = mend_if_broken();
    if (written) written = decide_and_write(group, synced);
  }
  disk_full = !written && written.error().kind() == ErrorKind::no_space;

  ++groups;
  requests += group.size();
  for (const RequestPtr& request : group) {
    mutations += request->mutations.size();
    if (!written) request->error = written.error();
  }
  wake_waiters(group);
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

// Requires: `writing` is held.
Status Committer::Parts::decide_and_write(std::vector<RequestPtr>& group, bool synced) {
  PendingGroup pending(database, log, now());
  for (const RequestPtr& request : group) {
    pending.log().begin_batch();
    request->outcomes.reserve(request->mutations.size());
    for (const PreparedMutation& mutation : request->mutations) {
      Result<Outcome> outcome = decide(pending, request->shop, mutation);
      if (!outcome) return outcome.error();
      request->outcomes.push_back(*std::move(outcome));
    }
  }
  // An answer of "unchanged" promises as much as the one before it, so an empty group still syncs what
  // was written relaxed.
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

// Requires: `writing` is held.
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

// Requires: `writing` is held.
Status Committer::Parts::mend_if_broken() {
  if (!database.broken()) return {};
  const auto now = Clock::now();
  if (mending_error && now < mending_tried + kMendEvery) return *mending_error;
  mending_tried = now;
  Status mended = database.mend();
  if (mended) mended = log.parts_->logs->reload(database);
  if (!mended) {
    mending_error = mended.error();
    return mended;
  }
  // Opening has put all that was replayed into synced table files.
  mending_error.reset();
  unsynced_since.reset();
  log.parts_->show_written();
  return {};
}

void Committer::Parts::sync_if_due() {
  const std::lock_guard lock(writing);
  if (!unsynced_since || Clock::now() < *unsynced_since + options.relaxed_sync_interval) return;
  // If it fails, what was written stays unsynced and unseen by followers; the next group tries again.
  if (!sync_now()) unsynced_since = Clock::now();
}

// Requires: `writing` is held.
Status Committer::Parts::sync_now() {
  Status synced = database.sync();
  if (!synced) return synced;
  ++syncs;
  unsynced_since.reset();
  log.parts_->show_written();
  return {};
}

Committer::Committer(Database& database, RocksdbChangeLog& log, CommitterOptions options)
    : parts_(std::make_unique<Parts>(database, log, options)) {
  parts_->thread = std::thread([this] {
    name_this_thread("committer");
    parts_->run();
  });
}

Committer::~Committer() {
  {
    const std::lock_guard lock(parts_->mutex);
    parts_->stopping = true;
  }
  parts_->arrived.notify_one();
  parts_->thread.join();
}

Result<std::vector<Outcome>> Committer::commit(ShopId shop, std::vector<Mutation> mutations,
                                               Durability durability, const Precondition& precondition) {
  if (parts_->database.read_only()) return Error(ErrorKind::denied, "the store is open read-only");
  Status passed = parts_->pass_lag_gate(shop);
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
    if (request->error) return *request->error;
    std::move(request->outcomes.begin(), request->outcomes.end(), std::back_inserter(outcomes));
  }
  return outcomes;
}

void Committer::set_lag_gate(LagGate gate) { parts_->lag_gate = std::move(gate); }

Status Committer::sync() {
  if (parts_->database.read_only()) return Error(ErrorKind::denied, "the store is open read-only");
  const std::lock_guard lock(parts_->writing);
  return parts_->unsynced_since ? parts_->sync_now() : Status();
}

CommitterStats Committer::stats() const {
  CommitterStats stats;
  stats.groups = parts_->groups;
  stats.requests = parts_->requests;
  stats.mutations = parts_->mutations;
  stats.syncs = parts_->syncs;
  stats.refused_busy = parts_->refused_busy;
  stats.waiting = parts_->waiting_mutations;
  stats.disk_full = parts_->disk_full;
  return stats;
}

}  // namespace suggestd::store
