#include "learn/learner.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>
#include <variant>

#include "base/parallel.h"
#include "base/published.h"
#include "base/this_thread.h"
#include "learn/blend_fitter.h"
#include "learn/checkpoint_writer.h"
#include "learn/model.h"
#include "learn/snapshot.h"

namespace suggestd::learn {
namespace {

using Clock = std::chrono::steady_clock;

// Rows solved between two looks at the log: some half a millisecond at 128 dimensions.
constexpr std::size_t kRowsPerSlice = 8;
// The sweep rests so many times as long as it works: on a machine of few cores it would take from requests.
constexpr int kRestAfterSlice = 4;
// Idle work looks so often for what else there is to do; a new record ends it sooner.
constexpr std::chrono::milliseconds kIdleStretch{100};
// Between two pages, waiting rows get so many times less than the pages took: with nothing to read, and with.
constexpr int kShareWhenQuiet = 2;
constexpr int kShareWhenBusy = 8;
// What idle work has changed is published at least this often.
constexpr std::chrono::milliseconds kIdlePublish{100};
constexpr std::chrono::milliseconds kPoll{20};
// Soon when the log is quiet, seldom when not; and after a large checkpoint so many times as long as it took:
// each order in a quiet shop makes the sweep touch every row.
constexpr std::chrono::milliseconds kQuietCheckpoint{1'000};
constexpr std::chrono::milliseconds kBusyCheckpoint{30'000};
constexpr int kRestAfterCheckpoint = 30;
constexpr double kMeanRecords = 1'000;
// Traces of removed people are trained away once in so long a time, when the log is quiet.
constexpr std::chrono::hours kTrainAwayTraces{24};

}  // namespace

std::string_view phase_name(LearnerPhase phase) {
  switch (phase) {
    case LearnerPhase::restoring:
      return "restoring";
    case LearnerPhase::live:
      return "live";
    case LearnerPhase::catching_up:
      return "catching up";
    case LearnerPhase::training:
      return "training";
    case LearnerPhase::stopped:
      return "stopped";
  }
  return "stopped";
}

// The worker's thread has the priority of requests, for somebody waits for what an order changes; what nobody
// waits for, it has done behind them.
class Learner::Worker {
 public:
  Worker(ShopId shop, const store::ChangeLog& log, store::ModelState& state, const LearnerOptions& options)
      : shop_(shop),
        log_(log),
        state_(state),
        options_(options),
        model_(std::make_unique<Model>(options.model)),
        fitter_(options.model.threads == 0 ? default_thread_count() : options.model.threads),
        writer_(shop, state) {
    applied_.epoch = log.epoch(shop);
    publish();
  }

  void start() {
    thread_ = std::thread([this] {
      name_this_thread("learner");
      run();
    });
  }

  void stop() {
    stopping_.store(true);
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
  }

  std::shared_ptr<const Snapshot> snapshot() const { return snapshot_.load(); }

  Sequence applied() const { return Sequence{published_.load()}; }

  bool wait_applied(Sequence sequence, std::chrono::microseconds timeout) const {
    if (applied() >= sequence) return true;
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, timeout, [&] { return applied() >= sequence || ended_; });
    return applied() >= sequence;
  }

  LearnerStatus status() const {
    std::unique_lock lock(mutex_);
    LearnerStatus status = status_;
    lock.unlock();
    const Sequence head = log_.head(shop_);
    status.lag_records = number(std::max(head, status.applied.sequence)) - number(status.applied.sequence);
    return status;
  }

 private:
  // --- The worker's thread.
  void run() {
    if (const Status restored = restore(); !restored) fail(restored.error());
    while (!stopping_.load() && !failed()) {
      tend_blend();
      const Result<bool> read = read_page();
      if (!read) {
        fail(read.error());
        break;
      }
      if (*read) {
        work_between_pages();
        if (const Status saved = save_if_due(kBusyCheckpoint); !saved) fail(saved.error());
        continue;
      }
      if (catch_up() || work_while_quiet()) continue;
      if (unpublished_) publish();
      set_phase(LearnerPhase::live);
      if (const Status saved = save_if_due(kQuietCheckpoint); !saved) {
        fail(saved.error());
        break;
      }
      log_.wait_beyond(shop_, applied_.sequence, kPoll);
    }
    if (const Status saved = save_the_last(); !saved) fail(saved.error());
    set_phase(LearnerPhase::stopped);
    std::lock_guard lock(mutex_);
    ended_ = true;
    changed_.notify_all();
  }

  // Takes the last checkpoint; without a usable one the log teaches everything from its beginning.
  Status restore() {
    const Result<Position> stored = state_.applied(shop_);
    if (!stored) return stored.error();
    if (stored->epoch != log_.epoch(shop_) || number(stored->sequence) == 0) return start_afresh();
    if (const Status restored = model_->restore(state_, shop_); !restored) {
      // A checkpoint is a saving of time and never the only copy.
      return start_afresh();
    }
    applied_ = *stored;
    publish();
    return {};
  }

  Status start_afresh() {
    (void)writer_.finish();  // of no use any more
    model_ = std::make_unique<Model>(options_.model);
    applied_ = {log_.epoch(shop_), Sequence{0}};
    latest_until_ = log_.oldest(shop_) > Sequence{1} ? log_.head(shop_) : Sequence{0};
    return state_.clear(shop_);
  }

  // The next records to apply. Up to `latest_until_` the log has holes, so each thing's last version stands
  // for all that it was; records after it tell the way from there.
  Result<store::Page> next_page() {
    if (applied_.sequence >= latest_until_) {
      return log_.read(shop_, applied_.sequence, options_.page_records);
    }
    Result<store::Page> page = log_.read_latest(shop_, applied_.sequence, options_.page_records);
    if (!page) return page;
    page->next = std::min(page->next, latest_until_);
    std::erase_if(page->changes, [&](const Change& change) { return change.sequence > latest_until_; });
    return page;
  }

  // Begins a checkpoint if there is something to store and the last one is written and long enough ago.
  Status save_if_due(std::chrono::milliseconds interval) {
    if (std::optional<Status> ended = writer_.take()) {
      if (!*ended) return *ended;
      resting_until_ = Clock::now() + kRestAfterCheckpoint * writer_.last_took();
    }
    const auto now = Clock::now();
    if (!writer_.running() && now - saved_at_ >= interval && now >= resting_until_) begin_save();
    return {};
  }

  // Nothing is stored from within the latest-version form: the next start could not go on from there.
  void begin_save() {
    if (applied_.sequence < latest_until_ || !unsaved_) return;
    unsaved_ = false;
    writer_.start(applied_, [rows = model_->take_unsaved()] { return rows.encode(); });
    saved_at_ = Clock::now();
  }

  Status save_the_last() {
    Status written = writer_.finish();
    if (!written || failed()) return written;
    begin_save();
    return writer_.finish();
  }

  bool failed() const {
    std::lock_guard lock(mutex_);
    return status_.failure.has_value();
  }

  // Applies the next page and publishes; false if there is none.
  Result<bool> read_page() {
    Result<store::Page> page = next_page();
    // What the checkpoint had applied ends before what is kept.
    if (!page && page.error().kind() == ErrorKind::gone) {
      if (const Status afresh = start_afresh(); !afresh) return afresh.error();
      page = next_page();
    }
    if (!page) return page.error();
    if (page->next == applied_.sequence) return false;
    if (options_.delay.count() > 0) pause(options_.delay);
    const auto begin = Clock::now();
    choose_mode();
    const std::shared_ptr<const Snapshot> before = snapshot();
    for (const Change& change : page->changes) model_->apply(change);
    applied_.sequence = page->next;
    sweep_rows_left_ = options_.sweep_rounds * model_->rows();
    publish();
    // The people of the last record have their lists; with more to come, its products are published then.
    const bool solved = model_->settle();
    if (records_waiting() == 0) {
      if (solved) publish();
      score_one(*before, page->changes);
    }
    page_time_ = Clock::now() - begin;
    note_cost(page->changes.size(), page_time_);
    return true;
  }

  // A shop that never pauses must not starve what waits for a quiet log. Close to the head, the end of a
  // backlog is dealt with at once, and waiting rows get a share of the time that pages take.
  void work_between_pages() {
    if (!near_head() || catch_up() || !model_->factors().trained()) return;
    spare_time_ += page_time_ / (records_waiting() == 0 ? kShareWhenQuiet : kShareWhenBusy);
    while (model_->waiting() > 0 && spare_time_ > Clock::duration::zero()) {
      const auto begin = Clock::now();
      model_->solve_waiting(kRowsPerSlice);
      unpublished_ = true;
      spare_time_ -= Clock::now() - begin;
    }
    spare_time_ = std::min(spare_time_, Clock::duration::zero());
  }

  // Takes a fitted blend over, and has one fitted when enough is new and nothing more urgent waits.
  void tend_blend() {
    if (std::shared_ptr<const ServedBlend> blend = fitter_.take()) {
      model_->set_blend(std::move(blend));
      publish();
    }
    const bool busy = fitter_.running() || model_->deferring() || !near_head();
    if (!busy && model_->blend_due()) fitter_.start(snapshot());
  }

  // Defers solving while a backlog is applied; goes on deferring until catch_up() has dealt with it.
  void choose_mode() {
    if (records_waiting() > options_.backlog_records) model_->defer_solving(true);
    set_phase(model_->deferring() ? LearnerPhase::catching_up : LearnerPhase::live);
  }

  // The first newly placed order of the page against the snapshot that was there before it. One a page, and
  // none while others wait, bounds the cost; while a backlog is applied the snapshot knows too little to be
  // fair.
  void score_one(const Snapshot& before, const std::vector<Change>& changes) {
    if (!options_.score || model_->deferring()) return;
    const auto placed = std::find_if(changes.begin(), changes.end(),
                                     [](const Change& change) { return change.op == ChangeOp::placed; });
    if (placed == changes.end()) return;
    const auto* orders = std::get_if<OrderChange>(&placed->payload);
    if (orders == nullptr) return;
    const std::optional<OrderScore> score = options_.score(before, orders->after);
    if (!score) return;
    std::lock_guard lock(mutex_);
    status_.live.add(*score);
  }

  // Does what was put off during a backlog; false if nothing was. Called near the head of the log.
  bool catch_up() {
    const bool traces = model_->has_traces() && Clock::now() - trained_at_ >= kTrainAwayTraces;
    const bool due = model_->training_due() || model_->renewal_due() || traces;
    if (!model_->deferring() && !due) return false;
    behind_other_threads("training", [&] { learn_what_was_put_off(traces); });
    return true;
  }

  // Some seconds of all cores on a large shop.
  void learn_what_was_put_off(bool traces) {
    model_->learn_deferred();
    if (model_->training_due() || model_->renewal_due() || traces) train(model_->training_due() || traces);
    model_->defer_solving(false);
    while (model_->solve_waiting(kRowsPerSlice) > 0 && !stopping_.load() && near_head()) {
      unpublished_ = true;
      publish_sometimes();
    }
    publish();
  }

  // All lanes, or the factors alone.
  void train(bool all_lanes) {
    set_phase(LearnerPhase::training);
    model_->defer_solving(true);
    const auto progress = [this](double done) { between_epochs(done); };
    if (!all_lanes) return model_->renew_factors(progress);
    trained_at_ = Clock::now();
    model_->train(progress);
  }

  // Readers see what has arrived meanwhile, up to now: a shop without a pause must not hold the training up.
  // The rows that it touched are solved after the training.
  void between_epochs(double done) {
    {
      std::lock_guard lock(mutex_);
      status_.training_progress = done;
    }
    const Sequence head = log_.head(shop_);
    while (!stopping_.load() && applied_.sequence < head) {
      const Result<store::Page> page = next_page();
      if (!page || page->next == applied_.sequence) return;  // an error is met again after the training
      for (const Change& change : page->changes) model_->apply(change);
      applied_.sequence = page->next;
      publish();
    }
  }

  // What records have put off, then the sweep, until there is something to read or it is time to look at the
  // rest of the work; false if there is nothing to do.
  bool work_while_quiet() {
    if (!model_->factors().trained() || (model_->waiting() == 0 && sweep_rows_left_ == 0)) return false;
    behind_other_threads("idle", [this] {
      const auto until = Clock::now() + kIdleStretch;
      while (Clock::now() < until && records_waiting() == 0 && !stopping_.load()) {
        if (!solve_waiting() && !sweep()) return;
      }
    });
    return true;
  }

  // A slice of what records have put off; false if nothing waits.
  bool solve_waiting() {
    if (model_->waiting() == 0) return false;
    model_->solve_waiting(kRowsPerSlice);
    unpublished_ = true;
    publish_sometimes();
    return true;
  }

  // A slice of the sweep, and a rest; false if there is nothing left to do.
  bool sweep() {
    if (sweep_rows_left_ == 0) return false;
    const auto begin = Clock::now();
    model_->sweep(kRowsPerSlice);
    sweep_rows_left_ -= std::min(sweep_rows_left_, kRowsPerSlice);
    unpublished_ = true;
    publish_sometimes();
    const auto rest = kRestAfterSlice * (Clock::now() - begin);
    log_.wait_beyond(shop_, applied_.sequence, std::chrono::ceil<std::chrono::milliseconds>(rest));
    return true;
  }

  std::uint64_t records_waiting() const { return number(log_.head(shop_)) - number(applied_.sequence); }
  bool near_head() const { return records_waiting() <= options_.page_records; }

  void pause(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, time, [this] { return stopping_.load(); });
  }

  void publish_sometimes() {
    if (Clock::now() - published_at_ >= kIdlePublish) publish();
  }

  void publish() {
    unsaved_ = true;
    snapshot_.store(model_->publish(applied_));
    published_.store(number(applied_.sequence));
    published_at_ = Clock::now();
    unpublished_ = false;
    std::lock_guard lock(mutex_);
    status_.applied = applied_;
    status_.users = model_->facts().people().size();
    status_.products = model_->facts().product_count();
    status_.interactions = model_->interactions();
    status_.training_loss = model_->factors().training_loss();
    status_.waiting_rows = model_->waiting();
    status_.blend = model_->blend();
    changed_.notify_all();
  }

  void note_cost(std::size_t records, Clock::duration time) {
    if (records == 0) return;
    const double each =
        std::chrono::duration<double, std::micro>(time).count() / static_cast<double>(records);
    const double share = std::min(1.0, static_cast<double>(records) / kMeanRecords);
    std::lock_guard lock(mutex_);
    status_.learn_microseconds += (each - status_.learn_microseconds) * (status_.records == 0 ? 1 : share);
    status_.records += records;
  }

  void set_phase(LearnerPhase phase) {
    std::lock_guard lock(mutex_);
    status_.phase = phase;
    if (phase == LearnerPhase::live) status_.caught_up = true;
  }

  void fail(const Error& error) {
    std::lock_guard lock(mutex_);
    status_.failure = error;
  }

  // Constant after construction.
  const ShopId shop_;
  const store::ChangeLog& log_;
  store::ModelState& state_;
  const LearnerOptions options_;

  // The worker's own.
  std::unique_ptr<Model> model_;
  BlendFitter fitter_;
  CheckpointWriter writer_;
  Position applied_;
  Sequence latest_until_{0};  // up to here records are read in latest-version form
  std::size_t sweep_rows_left_ = 0;
  Clock::duration page_time_{};   // of the last page, publication included
  Clock::duration spare_time_{};  // that waiting rows may still take; negative: they took more
  bool unsaved_ = false;          // something changed since the last checkpoint
  Clock::time_point saved_at_ = Clock::now();
  Clock::time_point resting_until_{};
  Clock::time_point trained_at_ = Clock::now();
  bool unpublished_ = false;  // something changed since the last publication
  Clock::time_point published_at_{};

  // Synchronise themselves.
  Published<Snapshot> snapshot_;
  std::atomic<std::uint64_t> published_{0};  // the sequence of snapshot_
  std::atomic<bool> stopping_{false};

  // Guarded by mutex_.
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  LearnerStatus status_;
  bool ended_ = false;

  std::thread thread_;
};

Result<std::unique_ptr<Learner>> Learner::start(ShopId shop, const store::ChangeLog& log,
                                                store::ModelState& state, const LearnerOptions& options) {
  auto worker = std::make_unique<Worker>(shop, log, state, options);
  worker->start();
  return std::unique_ptr<Learner>(new Learner(std::move(worker)));
}

Learner::Learner(std::unique_ptr<Worker> worker) : worker_(std::move(worker)) {}
Learner::~Learner() { stop(); }

std::shared_ptr<const Snapshot> Learner::snapshot() const { return worker_->snapshot(); }

Sequence Learner::applied() const { return worker_->applied(); }

bool Learner::wait_applied(Sequence sequence, std::chrono::microseconds timeout) const {
  return worker_->wait_applied(sequence, timeout);
}

LearnerStatus Learner::status() const { return worker_->status(); }
void Learner::stop() { worker_->stop(); }

}  // namespace suggestd::learn
