#include "learn/learner.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <utility>

#include "base/log.h"
#include "base/parallel.h"
#include "base/this_thread.h"
#include "follow/log_follower.h"
#include "learn/checkpoint/apply_guard.h"
#include "learn/checkpoint/checkpoint_writer.h"
#include "learn/lanes/blend_fitter.h"
#include "learn/learned_shop.h"
#include "learn/learner_pace.h"
#include "learn/model_choice.h"
#include "learn/model_sleep.h"
#include "learn/page_figures.h"
#include "learn/served_snapshot.h"
#include "learn/stand_in.h"
#include "learn/status_board.h"
#include "learn/trainings.h"

namespace suggestd::learn {

using Steady = std::chrono::steady_clock;
using namespace pace;

// The pool's threads have the same priority as requests, because people wait for the effect of an order. The worker
// runs work that nobody waits for (idle work, most trainings) on threads of a lower priority.
class Learner::Worker final : public follow::FollowerWork {
 public:
  Worker(ShopId shop, const store::ChangeLog& log, store::FollowerState& state, const LearnerOptions& options)
      : shop_(shop),
        log_(log),
        state_(state),
        options_(options),
        choice_(options.model),
        model_(std::make_unique<LearnedShop>(options.model)),
        fitter_(options.model.threads == 0 ? default_thread_count() : options.model.threads),
        writer_(shop, state),
        guard_(shop, state),
        head_at_start_(log.head(shop)),
        follower_("learner", shop, log, *this) {
    applied_.epoch = log.epoch(shop);
    publish();
  }
  ~Worker() override { stop(); }
  void start() { follower_.start(); }
  void stop() {
    follower_.stop();
    board_.set_phase(LearnerPhase::stopped);
    sleep_.wake();  // who waits for the model waits no longer
  }

  std::shared_ptr<const Snapshot> snapshot_if_awake() const { return served_.load(); }
  bool asleep() const noexcept { return sleep_.asleep(); }
  bool remaking() const noexcept { return remaking_; }

  std::shared_ptr<const Snapshot> snapshot() {
    sleep_.ask();
    if (auto snapshot = served_.load()) return snapshot;
    (void)wake(kLongestWake);
    if (auto snapshot = served_.load()) return snapshot;
    return LearnedShop(options_.model).publish({log_.epoch(shop_), {}});
  }

  bool wait_applied(Sequence sequence, std::chrono::microseconds timeout) {
    const auto begin = Steady::now();
    if (!wake(timeout)) return false;
    const auto left = std::chrono::floor<std::chrono::microseconds>(begin + timeout - Steady::now());
    return follower_.wait_applied(sequence, left);
  }

  void choose_model(const ModelOptions& options) {
    choice_.choose(options);
    follower_.look_now();
  }
  std::uint64_t ask_for_training() {
    const std::uint64_t wish = trainings_.ask();
    follower_.look_now();
    return wish;
  }
  Trainings& trainings() noexcept { return trainings_; }

  const follow::LogFollower& follower() const { return follower_; }
  std::chrono::milliseconds since_published() const { return served_.age(); }

  LearnerStatus status() const {
    LearnerStatus status = board_.read();
    status.failure = follower_.failure();
    status.remaking = remaking();
    if (status.failure) status.phase = LearnerPhase::stopped;
    const Sequence head = log_.head(shop_);
    status.lag_records = number(std::max(head, status.applied.sequence)) - number(status.applied.sequence);
    return status;
  }

  // --- The pool's thread.
  Status begin() override {
    if (model_ == nullptr) model_ = std::make_unique<LearnedShop>(choice_.in_force());  // it threw before
    if (const Status loaded = guard_.load(log_.epoch(shop_)); !loaded) return loaded;
    board_.note_aside(guard_.aside());
    if (const Status restored = restore(); !restored) return restored;
    begun_at_ = applied_.sequence;
    board_.note_aside(guard_.aside());  // without those that a log read from its beginning will tell again
    return guard_.begin();
  }

  Sequence position() const override { return applied_.sequence; }

  // Up to `latest_until_` the log has holes, so it is read in latest-version form: one record for each thing.
  // From there on every record is read. A model that sleeps reads none.
  Result<store::Page> next_page() override {
    if (model_ == nullptr) return store::Page{{}, applied_.sequence};
    if (applied_.sequence >= latest_until_) return log_.read(shop_, applied_.sequence, options_.page_records);
    Result<store::Page> page = log_.read_latest(shop_, applied_.sequence, options_.page_records);
    if (!page) return page;
    page->next = std::min(page->next, latest_until_);
    std::erase_if(page->changes, [&](const Change& change) { return change.sequence > latest_until_; });
    return page;
  }

  // The checkpoint's position lies before the first record that retention has kept.
  Status pass_gap() override { return start_afresh(); }

  // Applies the page and publishes.
  Status apply(const store::Page& page) override {
    if (options_.delay.count() > 0) follower_.pause(options_.delay);
    const auto begin = Steady::now();
    choose_mode();
    const std::shared_ptr<const Snapshot> before = served_.load();
    const Sequence known = follower_.applied();
    if (const Status good = apply_all(page.changes); !good) return good;
    applied_.sequence = page.next;
    sweep_rows_left_ = options_.sweep_rounds * model_->rows();
    publish();
    const bool shown = follower_.applied() == page.next;
    if (shown) figures_.note_effects(page.changes, known);
    // The people of the last record have their lists by now. Its products are published with the next page,
    // or at once if no page follows.
    const bool solved = model_->settle();
    if (records_waiting() == 0) {
      if (solved) publish();
      // While a backlog is applied the snapshot knows too little for a fair score.
      const bool fair = shown && !model_->deferring();
      if (fair) board_.note_score(figures_.score_first(before.get(), page.changes, known));
    }
    page_time_ = Steady::now() - begin;
    board_.note_cost(page.changes.size(), page_time_);
    return {};
  }

  Result<std::chrono::milliseconds> between_pages() override {
    if (choice_.changed()) return make_by_choice(std::chrono::milliseconds(0));
    if (const Status told = end_start_if_caught_up(); !told) return told.error();
    (void)tend_stand_in();
    work_between_pages();
    if (const Status saved = save_if_due(kBusyCheckpoint); !saved) return saved.error();
    tend_blend();
    return std::chrono::milliseconds(0);
  }

  Result<follow::Rested> rest() override {
    if (model_ == nullptr) return rest_asleep();
    if (choice_.changed()) return make_by_choice(follow::Rested{true});
    if (const Status told = end_start_if_caught_up(); !told) return told.error();
    tend_blend();
    if (tend_stand_in() || catch_up() || work_while_quiet()) return follow::Rested{true};
    if (unpublished_) publish();
    board_.set_phase(model_->deferring() ? LearnerPhase::catching_up : LearnerPhase::live);
    if (const Status saved = save_if_due(kQuietCheckpoint); !saved) return saved.error();
    if (!may_sleep()) return follow::Rested{false, next_look()};
    fall_asleep();
    return follow::Rested{true};
  }

  // A model that an exception went through is of no use. Often memory was short: a stand-in takes much of it.
  void drop() noexcept override {
    model_.reset();
    stand_in_.end();
    trainings_.break_off();
  }

  // Goes on from the last checkpoint, in which nothing of the broken model is. The snapshot that was
  // published last is served until the new model has applied as many records.
  Status begin_anew(const follow::Unapplied& broken) override {
    (void)writer_.finish();  // if it fails: the log holds the same records
    board_.note_begun_anew();
    if (number(broken.sequence) > 0) {
      const Result<bool> aside = guard_.note_throw(broken.sequence, broken.what, broken.at_fault);
      if (!aside) return aside.error();
    }
    sweep_rows_left_ = 0;
    unsaved_ = false;
    model_ = std::make_unique<LearnedShop>(choice_.in_force());
    if (const Status restored = restore(); !restored) return restored;
    board_.note_aside(guard_.aside());
    return {};
  }

  Status end() override {
    Status written = writer_.finish();
    if (!written || model_ == nullptr) return written;
    const bool no_crash = guard_.start_is_open();  // an end that was asked for is none
    if (const Status told = no_crash ? guard_.end_of_start() : Status(); !told) return told;
    begin_save();
    return writer_.finish();
  }

 private:
  // Ends the start once everything is applied that the log held then. Waits while a checkpoint is being
  // written.
  Status end_start_if_caught_up() {
    if (!guard_.start_is_open() || applied_.sequence < head_at_start_ || writer_.running()) return {};
    if (Status told = guard_.end_of_start(); !told) return told;
    if (number(applied_.sequence) - number(begun_at_) >= kLongCatchUp) begin_save();
    return {};
  }

  // When something falls due, or may have ended, of which the log tells nothing.
  std::optional<std::chrono::milliseconds> next_look() const {
    if (fitter_.running() || writer_.running() || unsaved_ || waits_for_turn_)
      return follow::LogFollower::kPoll;
    if (model_->has_traces()) return kLookForTraces;
    if (options_.sleep_after.count() > 0) return std::max(options_.sleep_after, follow::LogFollower::kPoll);
    return std::nullopt;
  }

  // A model with traces of removed people stays until they are trained away: its checkpoint would keep them for as long
  // as it sleeps. Requires: nothing more urgent is to be done.
  bool may_sleep() {
    if (options_.sleep_after.count() == 0) return false;
    const bool stored = !unsaved_ && !writer_.running() && applied_.sequence >= latest_until_;
    const bool done = stored && !fitter_.running() && !model_->deferring() && !model_->has_traces() &&
                      !guard_.start_is_open() && !trainings_.asked();
    const bool unasked = sleep_.unasked_since(options_.clock->steady()) >= options_.sleep_after;
    return done && unasked && model_->rows() <= kMostSleepingRows;
  }

  // Those who find no snapshot must find that it sleeps.
  void fall_asleep() {
    sleep_.fall_asleep();
    served_.drop();
    model_.reset();
    board_.note_asleep();
  }

  Result<follow::Rested> rest_asleep() {
    // A model that is to be made by other options wakes as it was first, to serve meanwhile.
    const auto now = options_.clock->steady();
    if (sleep_.unasked_since(now).count() == 0 || choice_.changed() || trainings_.asked()) return rise();
    const std::optional<std::chrono::milliseconds> memory = sleep_.give_memory_back();
    if (records_waiting() == 0) return follow::Rested{false, memory};
    const std::optional<std::chrono::milliseconds> doze = sleep_.doze(records_waiting(), now);
    if (!doze) return rise();
    return follow::Rested{false, std::min(*doze, memory.value_or(*doze))};
  }

  // Takes the model back. Those who wait for it get it when it has applied all that the log holds now.
  Result<follow::Rested> rise() {
    awake_at_ = log_.head(shop_);
    model_ = std::make_unique<LearnedShop>(choice_.in_force());
    board_.set_phase(LearnerPhase::catching_up);
    if (const Status restored = restore(); !restored) return restored.error();
    return follow::Rested{true};
  }

  // False if it is not awake in this time.
  bool wake(std::chrono::microseconds timeout) {
    if (!sleep_.asleep()) return true;
    sleep_.ask();
    follower_.look_now();
    return sleep_.wait_awake(timeout);
  }

  // Takes the last checkpoint; without a usable one the log teaches everything from its beginning.
  Status restore() {
    const Result<Position> stored = state_.applied(shop_);
    if (!stored) return stored.error();
    if (stored->epoch != log_.epoch(shop_) || number(stored->sequence) == 0) return start_afresh();
    // The checkpoint only saves time: the log holds the same facts.
    if (!model_->restore(state_, shop_)) return start_afresh();
    applied_ = *stored;
    publish();
    unsaved_ = false;
    return {};
  }

  // Makes the model from the log's beginning by the options that were chosen; `next` is what follows. The model before
  // serves until the new one has applied as many records, and has vectors.
  template <class Next>
  Result<Next> make_by_choice(Next next) {
    choice_.take();
    if (!remaking_.exchange(true)) stand_in_.begin(std::move(model_), applied_);
    sweep_rows_left_ = 0;
    if (Status begun = start_afresh(); !begun) return std::move(begun).error();
    board_.set_phase(LearnerPhase::catching_up);
    return next;
  }

  Status start_afresh() {
    (void)writer_.finish();  // of no use any more
    model_ = std::make_unique<LearnedShop>(choice_.in_force());
    applied_ = {log_.epoch(shop_), Sequence{0}};
    begun_at_ = applied_.sequence;
    latest_until_ = log_.oldest(shop_) > Sequence{1} ? log_.head(shop_) : Sequence{0};
    unsaved_ = false;
    guard_.begin_afresh();
    if (const Status cleared = state_.clear(shop_); !cleared) return cleared;
    return guard_.write_again();
  }

  // Applies one record, unless it is set aside.
  Status apply_one(const Change& change) {
    const Result<bool> applied = guard_.apply(change.sequence, [&] {
      if (options_.before_apply) options_.before_apply(change);
      model_->apply(change);
    });
    if (!applied) return applied.error();
    const std::string& remark = model_->facts().remark();
    const bool cut = *applied && !remark.empty() && guard_.note_cut(change.sequence, remark);
    if (!*applied || cut) board_.note_aside(guard_.aside());
    return {};
  }

  Status apply_all(const std::vector<Change>& changes) {
    for (const Change& change : changes) {
      if (const Status good = apply_one(change); !good) return good;
    }
    return guard_.rest();
  }

  // Begins a checkpoint if there is something to store and the last one is written and long enough ago.
  Status save_if_due(std::chrono::milliseconds interval) {
    if (std::optional<Status> ended = writer_.take()) {
      if (!*ended) return *ended;
      resting_until_ = options_.clock->steady() + kRestAfterCheckpoint * writer_.last_took();
    }
    const auto now = options_.clock->steady();
    if (!writer_.running() && now - saved_at_ >= interval && now >= resting_until_) begin_save();
    return {};
  }

  // Nothing is stored from within the latest-version form: the next start could not go on from there.
  void begin_save() {
    if (applied_.sequence < latest_until_ || !unsaved_ || guard_.careful()) return;
    unsaved_ = false;
    writer_.start(applied_, [rows = model_->take_unsaved(), aside = guard_.row()] {
      std::vector<store::StateRow> encoded = rows.encode();
      encoded.push_back(aside);
      return encoded;
    });
    saved_at_ = options_.clock->steady();
  }

  // Gives a share of the time to rows that wait for a quiet log, for shops that never pause. Near the head it
  // also does the work that a backlog has put off. Does nothing until all records are applied that the log
  // held at the start: the shop is not ready before.
  void work_between_pages() {
    if (applied_.sequence < head_at_start_) return;
    if (!near_head() || catch_up() || !model_->factors().trained()) return;
    spare_time_ += page_time_ / (records_waiting() == 0 ? kShareWhenQuiet : kShareWhenBusy);
    while (model_->waiting() > 0 && spare_time_ > Steady::duration::zero()) {
      const auto begin = Steady::now();
      model_->solve_waiting(kRowsPerSlice);
      unpublished_ = true;
      spare_time_ -= Steady::now() - begin;
    }
    spare_time_ = std::min(spare_time_, Steady::duration::zero());
  }

  // Takes a fitted blend over, and has one fitted when enough is new and nothing more urgent waits.
  void tend_blend() {
    if (std::shared_ptr<const ServedBlend> blend = fitter_.take()) {
      model_->set_blend(std::move(blend));
      publish();
    }
    const bool busy = fitter_.running() || model_->deferring() || !near_head();
    if (!busy && model_->blend_due()) fitter_.start(served_.load());
  }

  // Defers solving while a backlog is applied; goes on deferring until catch_up() has dealt with it.
  void choose_mode() {
    if (records_waiting() > options_.backlog_records) model_->defer_solving(true);
    board_.set_phase(model_->deferring() ? LearnerPhase::catching_up : LearnerPhase::live);
  }

  // Does the work that a backlog has put off; false if there was none. Called near the head of the log.
  bool catch_up() {
    const bool traces = model_->has_traces() && options_.clock->steady() - trained_at_ >= kTrainAwayTraces;
    const bool all = model_->training_due() || traces || trainings_.asked();
    waits_for_turn_ = false;
    if (!model_->deferring() && !all && !model_->renewal_due()) return false;
    const follow::FollowerPool::BackgroundTurn turn = background_turn();
    if (turn == nullptr) return false;
    if (caught_up_) {
      behind_other_threads("training", [&] { learn_what_was_put_off(all); });
    } else {
      learn_what_was_put_off(all);  // the shop is not ready before it
    }
    return true;
  }

  // Without one, records are applied in the meantime, and the work is tried again.
  follow::FollowerPool::BackgroundTurn background_turn() {
    follow::FollowerPool::BackgroundTurn turn = follower_.background_turn();
    waits_for_turn_ = turn == nullptr;
    return turn;
  }

  // Some seconds of all cores on a large shop.
  void learn_what_was_put_off(bool all) {
    model_->learn_deferred();
    if (all || model_->training_due() || model_->renewal_due()) train(all || model_->training_due());
    model_->defer_solving(false);
    while (model_->solve_waiting(kRowsPerSlice) > 0 && !follower_.stopping() && near_head()) {
      unpublished_ = true;
      publish_sometimes();
    }
    publish();
    trainings_.end({applied_.sequence, model_->facts().baskets(), model_->interactions()});
  }

  // All lanes, or the factors alone.
  void train(bool all_lanes) {
    board_.set_phase(LearnerPhase::training);
    model_->defer_solving(true);
    const auto progress = [this](double done) { between_epochs(done); };
    if (!all_lanes) return model_->renew_factors(progress);
    trained_at_ = options_.clock->steady();
    trainings_.begin();
    model_->train(progress);
  }

  // Applies and publishes the records that the log holds now, and no later ones: a shop without a pause must
  // not hold the training up. The rows that they touch are solved after the training.
  void between_epochs(double done) {
    board_.note_training(done);
    const Sequence head = log_.head(shop_);
    while (!follower_.stopping() && applied_.sequence < head) {
      const Result<store::Page> page = next_page();
      // An error is met again after the training.
      if (!page || page->next == applied_.sequence || !apply_all(page->changes)) break;
      applied_.sequence = page->next;
      publish();
    }
    while (!follower_.stopping() && stand_in_.applied().sequence < head && tend_stand_in()) continue;
  }

  // Has the model that serves while another is made learn a page; false if there was nothing to do. Once the other has
  // lists to serve its next page hands over, for which it must not be behind.
  bool tend_stand_in() {
    if (!stand_in_.there() || (has_lists_to_serve() && near_head())) return false;
    const store::Page page = stand_in_.learn_page(log_, shop_, options_.page_records);
    if (page.next == follower_.applied() || !stand_in_.there()) return false;
    const Sequence known = follower_.applied();
    show(stand_in_.model(), stand_in_.applied());
    figures_.note_effects(page.changes, known);
    return true;
  }

  // Solves the rows that wait, then sweeps, for at most kIdleStretch or until there is something to read;
  // false if there is nothing to do.
  bool work_while_quiet() {
    if (!model_->factors().trained() || (model_->waiting() == 0 && sweep_rows_left_ == 0)) return false;
    const follow::FollowerPool::BackgroundTurn turn = background_turn();
    if (turn == nullptr) return false;
    behind_other_threads("idle", [this] {
      const auto until = Steady::now() + kIdleStretch;
      while (Steady::now() < until && records_waiting() == 0 && !follower_.stopping()) {
        if (!solve_waiting() && !sweep()) return;
      }
    });
    return true;
  }

  // Solves one slice of the waiting rows; false if none waits.
  bool solve_waiting() {
    if (model_->waiting() == 0) return false;
    model_->solve_waiting(kRowsPerSlice);
    unpublished_ = true;
    publish_sometimes();
    return true;
  }

  // Sweeps one slice of rows and rests; false if the sweep is done.
  bool sweep() {
    if (sweep_rows_left_ == 0) return false;
    const auto begin = Steady::now();
    model_->sweep(kRowsPerSlice);
    sweep_rows_left_ -= std::min(sweep_rows_left_, kRowsPerSlice);
    unpublished_ = true;
    publish_sometimes();
    const auto rest = kRestAfterSlice * (Steady::now() - begin);
    log_.wait_beyond(shop_, applied_.sequence, std::chrono::ceil<std::chrono::milliseconds>(rest));
    return true;
  }

  std::uint64_t records_waiting() const { return number(log_.head(shop_)) - number(applied_.sequence); }
  bool near_head() const { return records_waiting() <= options_.page_records; }

  void publish_sometimes() {
    if (served_.age() >= kIdlePublish) publish();
  }

  // Publishes nothing while a model that was made anew knows less than the published snapshot.
  void publish() {
    unsaved_ = true;
    unpublished_ = false;
    if (applied_.sequence < follower_.applied() || (remaking_ && !has_lists_to_serve())) return;
    remaking_ = false;
    stand_in_.end();
    caught_up_ = caught_up_ || (applied_.sequence >= head_at_start_ && has_lists_to_serve());
    show(*model_, applied_);
  }

  void show(LearnedShop& model, Position applied) {
    served_.show(model.publish(applied));
    board_.note_published(model, *served_.load(), caught_up_);
    if (applied.sequence >= awake_at_) sleep_.wake();
    follower_.tell_applied(applied.sequence);  // last: who waits for it may ask for the status next
  }

  // True if lists can be personal: there are vectors, from the checkpoint or from the first training. A log
  // that is too small for a training has none, and serves without.
  bool has_lists_to_serve() const {
    return model_->factors().trained() || (!model_->deferring() && !model_->training_due());
  }

  // Constant after construction.
  const ShopId shop_;
  const store::ChangeLog& log_;
  store::FollowerState& state_;
  const LearnerOptions options_;

  // The worker's own, but for choose_model().
  PageFigures figures_{*options_.clock, options_.score};
  ModelChoice choice_;
  std::atomic<bool> remaking_{false};  // by other options, and with fewer lists than the snapshot that serves
  std::unique_ptr<LearnedShop> model_;  // null after an exception, until begin_anew()
  StandIn stand_in_;                    // while remaking, unless something was amiss
  BlendFitter fitter_;
  CheckpointWriter writer_;
  ApplyGuard guard_;
  const Sequence head_at_start_;
  Position applied_;
  Sequence begun_at_{0};      // the checkpoint's place, at the start of the process
  Sequence latest_until_{0};  // up to here records are read in latest-version form
  bool caught_up_ = false;    // as in the status
  std::size_t sweep_rows_left_ = 0;
  Steady::duration page_time_{};   // of the last page, publication included
  Steady::duration spare_time_{};  // left for waiting rows between pages; negative: overdrawn
  bool unsaved_ = false;           // something changed since the last checkpoint
  bool waits_for_turn_ = false;    // for work that nobody waits for
  Steady::time_point saved_at_ = options_.clock->steady();
  Steady::time_point resting_until_{};
  Steady::time_point trained_at_ = options_.clock->steady();
  bool unpublished_ = false;  // something changed since the last publication
  Sequence awake_at_{0};      // a model that was taken back has all that its askers may count on

  // Synchronise themselves.
  ServedSnapshot served_{*options_.clock};
  ModelSleep sleep_{options_.clock->steady()};
  StatusBoard board_;
  Trainings trainings_;

  follow::LogFollower follower_;  // last: it uses all of the above
};

Result<std::unique_ptr<Learner>> Learner::start(ShopId shop, const store::ChangeLog& log,
                                                store::FollowerState& state, const LearnerOptions& options) {
  auto worker = std::make_unique<Worker>(shop, log, state, options);
  worker->start();
  return std::unique_ptr<Learner>(new Learner(std::move(worker)));
}

Learner::Learner(std::unique_ptr<Worker> worker) : worker_(std::move(worker)) {}
Learner::~Learner() { stop(); }

std::shared_ptr<const Snapshot> Learner::snapshot() const { return worker_->snapshot(); }
std::shared_ptr<const Snapshot> Learner::snapshot_if_awake() const { return worker_->snapshot_if_awake(); }
bool Learner::asleep() const noexcept { return worker_->asleep(); }
bool Learner::remaking() const noexcept { return worker_->remaking(); }
Sequence Learner::applied() const { return worker_->follower().applied(); }
std::chrono::milliseconds Learner::since_published() const { return worker_->since_published(); }

bool Learner::wait_applied(Sequence sequence, std::chrono::microseconds timeout) const {
  return worker_->wait_applied(sequence, timeout);
}

void Learner::choose_model(const ModelOptions& options) { worker_->choose_model(options); }
std::uint64_t Learner::ask_for_training() { return worker_->ask_for_training(); }
Trainings& Learner::trainings() const noexcept { return worker_->trainings(); }
LearnerStatus Learner::status() const { return worker_->status(); }
std::optional<Error> Learner::failure() const { return worker_->follower().failure(); }
void Learner::stop() { worker_->stop(); }

}  // namespace suggestd::learn
