#include "experiments/outcome_follower.h"

#include <utility>
#include <vector>

#include "base/log.h"
#include "experiments/guards.h"
#include "experiments/outcomes.h"
#include "follow/kept_rows.h"
#include "follow/log_follower.h"

namespace suggestd::experiments {
namespace {

// While no experiment is open. A start is a record of the log and wakes the follower, which may see the book of the
// moment before.
constexpr std::chrono::milliseconds kLookAtBook{1'000};

}  // namespace

class OutcomeFollower::Worker final : public follow::FollowerWork {
 public:
  Worker(ShopId shop, Parts parts)
      : shop_(shop),
        parts_(std::move(parts)),
        kept_("the experiments", shop, parts_.log, parts_.state),
        outcomes_(parts_.splitter.assignments(), ExperimentRows(parts_.state, shop), parts_.read_past),
        follower_("experiments", shop, parts_.log, *this) {}
  ~Worker() override { follower_.stop(); }

  Status start() {
    epoch_ = parts_.log.epoch(shop_);
    if (Status opened = kept_.open(); !opened) return opened;
    position_ = kept_.written();
    if (Status begun = begin(); !begun) return begun;
    if (Status loaded = outcomes_.load_assignments(); !loaded) return loaded;
    follower_.tell_applied(position_);
    follower_.start();
    return {};
  }

  void stop() { follower_.stop(); }
  const follow::LogFollower& follower() const { return follower_; }
  follow::FollowerCondition condition() const {
    return {"experiments", follower_.applied(), kept_.passed_over(), follower_.failure()};
  }
  Position applied() const { return {epoch_, follower_.applied()}; }

  // --- The pool's thread.

  Status begin() override {
    seen_ = nullptr;
    return look_at_book();
  }

  Sequence position() const override { return position_; }

  // While nothing is counted, the records are passed over unread. The head is read before the book, so that none is
  // passed over that came after a start.
  Result<store::Page> next_page() override {
    const Sequence head = parts_.log.head(shop_);
    if (Status looked = look_at_book(); !looked) return std::move(looked).error();
    if (!outcomes_.any_open()) return store::Page{{}, head};
    return parts_.log.read(shop_, position_, follow::KeptRows::kPageRecords);
  }

  Status pass_gap() override {
    position_ = Sequence{number(parts_.log.oldest(shop_)) - 1};
    log_warning("records were removed before experiments could count them", {{"up_to", number(position_)}});
    follower_.tell_applied(position_);
    return {};
  }

  Status apply(const store::Page& page) override {
    if (Status exposed = write_exposures_down(); !exposed) return exposed;
    for (const Change& change : page.changes) {
      Status good = kept_.apply(change, [this](const Change& one) { return outcomes_.apply(one); });
      if (!good) return good;
    }
    if (kept_.due(page.next) || outcomes_.rows().any_changed()) {
      if (Status written = write_rows(page.next); !written) return written;
    }
    position_ = page.next;
    follower_.tell_applied(position_);
    return {};
  }

  Result<std::chrono::milliseconds> between_pages() override {
    return position_ == parts_.log.head(shop_) ? follow::KeptRows::kGather : std::chrono::milliseconds(0);
  }

  Result<follow::Rested> rest() override {
    if (Status exposed = write_exposures_down(); !exposed) return std::move(exposed).error();
    if (outcomes_.rows().any_changed()) {
      if (Status written = write_rows(position_); !written) return std::move(written).error();
    }
    // The windows that are over have all their orders once the log is read to its end.
    const Result<bool> more = outcomes_.settle(parts_.clock());
    if (!more) return more.error();
    if (outcomes_.rows().any_changed()) {
      guards_due_ = true;
      if (Status written = write_rows(position_); !written) return std::move(written).error();
    }
    if (guards_due_) {
      if (Status guarded = look_at_guards(); !guarded) return std::move(guarded).error();
    }
    // So that retention and erasures do not wait for records that have been read.
    if (kept_.written() != position_) {
      if (Status written = write_rows(position_); !written) return std::move(written).error();
    }
    return follow::Rested{*more, outcomes_.any_open() ? follow::LogFollower::kPoll : kLookAtBook};
  }

  void drop() noexcept override { outcomes_.rows().drop_changed(); }

  Status begin_anew(const follow::Unapplied& broken) override {
    kept_.note(broken);
    position_ = kept_.written();
    return begin();
  }

 private:
  Status look_at_book() {
    std::shared_ptr<const ExperimentBook::Map> all = parts_.book.all();
    if (all == seen_) return {};
    std::vector<StoredExperiment> experiments;
    for (const auto& [name, entry] : *all) {
      for (const StoredExperiment* run : runs_of(entry.stored))
        experiments.push_back({run->experiment, run->run});
    }
    if (Status set = outcomes_.set_experiments(std::move(experiments)); !set) return set;
    seen_ = std::move(all);
    return {};
  }

  // Those at hand stay there until they are written: after an exception they are applied anew. The lists are taken first:
  // whose list was taken is among the exposures.
  Status write_exposures_down() {
    parts_.splitter.shown_lists().take(lists_at_hand_);
    parts_.splitter.exposures().take(at_hand_);
    for (const Exposure& exposure : at_hand_) {
      if (Status exposed = outcomes_.expose(exposure); !exposed) return exposed;
    }
    for (const InterleavedList& list : lists_at_hand_) {
      if (Status noted = outcomes_.note_shown(list); !noted) return noted;
    }
    if (!outcomes_.rows().any_changed()) clear_at_hand();
    return {};
  }

  void clear_at_hand() {
    at_hand_.clear();
    lists_at_hand_.clear();
  }

  Status write_rows(Sequence sequence) {
    Status written = kept_.write(sequence, outcomes_.rows().take_changed(), follower_);
    if (written) clear_at_hand();
    return written;
  }

  // Nobody else looks: what can't be stopped now, as while writes are refused, stays due.
  Status look_at_guards() {
    bool refused = false;
    for (const StoredExperiment& stored : outcomes_.open()) {
      if (!stored.running() || stored.experiment.guards.empty()) continue;
      const auto totals = read_totals(parts_.state, shop_, stored.run->id, stored.experiment.variants.size());
      if (!totals) return totals.error();
      for (const TrippedGuard& tripped : tripped_guards(stored, *totals)) {
        if (!stop_variant(stored, tripped)) refused = true;
      }
    }
    guards_due_ = refused;
    refusal_told_ = refused;
    return {};
  }

  bool stop_variant(const StoredExperiment& stored, const TrippedGuard& tripped) {
    const std::string& name = stored.experiment.name;
    const std::string& variant = stored.experiment.variants[tripped.variant].name;
    const Status stopped =
        parts_.book.stop_variant(name, stored.run->id, {tripped.variant, parts_.clock(), tripped.reason});
    if (stopped) {
      log_warning("a guard stopped a variant", {{"experiment", name}, {"variant", variant}});
    } else if (!refusal_told_) {
      log_error("a guard can't stop a variant yet, and goes on trying",
                {{"experiment", name}, {"variant", variant}, {"error", stopped.error().message()}});
    }
    return stopped.ok();
  }

  const ShopId shop_;
  const Parts parts_;
  Epoch epoch_{};  // set before the thread starts

  // The pool's thread's own.
  follow::KeptRows kept_;
  Outcomes outcomes_;
  std::shared_ptr<const ExperimentBook::Map> seen_;
  std::vector<Exposure> at_hand_;
  std::vector<InterleavedList> lists_at_hand_;
  Sequence position_{};
  bool guards_due_ = true;     // the process before may have ended between its rows and its guards
  bool refusal_told_ = false;  // in the server's log

  follow::LogFollower follower_;  // last: it uses all of the above
};

OutcomeFollower::OutcomeFollower(std::unique_ptr<Worker> worker) : worker_(std::move(worker)) {}
OutcomeFollower::~OutcomeFollower() = default;

Result<std::unique_ptr<OutcomeFollower>> OutcomeFollower::start(ShopId shop, Parts parts) {
  auto worker = std::make_unique<Worker>(shop, std::move(parts));
  if (Status started = worker->start(); !started) return std::move(started).error();
  return std::unique_ptr<OutcomeFollower>(new OutcomeFollower(std::move(worker)));
}

void OutcomeFollower::stop() { worker_->stop(); }
Position OutcomeFollower::applied() const { return worker_->applied(); }
bool OutcomeFollower::wait_applied(Sequence sequence, std::chrono::milliseconds timeout) const {
  return worker_->follower().wait_applied(sequence, timeout);
}
std::optional<Error> OutcomeFollower::failure() const { return worker_->follower().failure(); }
follow::FollowerCondition OutcomeFollower::condition() const { return worker_->condition(); }

}  // namespace suggestd::experiments
