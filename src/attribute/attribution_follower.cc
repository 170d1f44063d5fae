#include "attribute/attribution_follower.h"

#include <utility>

#include "base/log.h"
#include "follow/kept_rows.h"
#include "follow/log_follower.h"

namespace suggestd::shop {
namespace {

// Lists and clicks older than the window are deleted once in this much of the log's time.
constexpr std::chrono::hours kSweep{24};

}  // namespace

class AttributionFollower::Worker final : public follow::FollowerWork {
 public:
  Worker(ShopId shop, const store::ChangeLog& log, store::FollowerState& state, const RecommendationIds& ids,
         AttributionOptions options)
      : shop_(shop),
        log_(log),
        options_(options),
        attribution_(ids, AttributionRows(state, shop), options),
        kept_("the attribution", shop, log, state),
        follower_("attribution", shop, log, *this) {}
  ~Worker() override { follower_.stop(); }

  // Restores the state before the thread starts, so that its errors reach the caller who opens the shop.
  Status start() {
    epoch_ = log_.epoch(shop_);
    if (Status opened = kept_.open(); !opened) return opened;
    position_ = kept_.written();
    if (Status restored = begin(); !restored) return restored;
    follower_.tell_applied(position_);
    follower_.start();
    return {};
  }

  void stop() { follower_.stop(); }
  const follow::LogFollower& follower() const { return follower_; }
  Position applied() const { return {epoch_, follower_.applied()}; }
  follow::FollowerCondition condition() const {
    return {"attribution", follower_.applied(), kept_.passed_over(), follower_.failure()};
  }

  // --- The pool's thread.

  Status begin() override {
    const Result<learn::LogClock::State> clock = attribution_.rows().clock();
    if (!clock) return clock.error();
    clock_.restore(*clock);
    return {};
  }

  Sequence position() const override { return position_; }
  Result<store::Page> next_page() override {
    return log_.read(shop_, position_, follow::KeptRows::kPageRecords);
  }

  Status pass_gap() override {
    const Sequence oldest = log_.oldest(shop_);
    log_warning("records were removed before they were attributed",
                {{"after", number(position_)}, {"oldest", number(oldest)}});
    position_ = Sequence{number(oldest) - 1};
    follower_.tell_applied(position_);
    return {};
  }

  Status apply(const store::Page& page) override {
    for (const Change& change : page.changes) {
      clock_.hear_commit(change.at, change.sequence);
      Status good = kept_.apply(change, [this](const Change& one) { return attribution_.apply(one); });
      if (!good) return good;
    }
    if (Status swept = sweep_if_due(); !swept) return swept;
    if (Status written = write(page.next); !written) return written;
    position_ = page.next;
    follower_.tell_applied(position_);
    return {};
  }

  Result<std::chrono::milliseconds> between_pages() override {
    return position_ == log_.head(shop_) ? follow::KeptRows::kGather : std::chrono::milliseconds(0);
  }

  // Writes the position, so that retention does not wait for records that have been read.
  Result<follow::Rested> rest() override {
    if (kept_.written() == position_) return follow::Rested{};
    if (Status written = write_rows(position_); !written) return std::move(written).error();
    return follow::Rested{};
  }

  void drop() noexcept override { attribution_.rows().drop_changed(); }

  Status begin_anew(const follow::Unapplied& broken) override {
    kept_.note(broken);
    position_ = kept_.written();
    return begin();
  }

 private:
  Status sweep_if_due() {
    const Timestamp latest = clock_.committed();
    if (latest - swept_ < kSweep) return {};
    swept_ = latest;
    return attribution_.rows().forget_before(latest - options_.window);
  }

  Status write(Sequence sequence) {
    if (!kept_.due(sequence) && !attribution_.rows().any_changed()) return {};
    return write_rows(sequence);
  }

  Status write_rows(Sequence sequence) {
    attribution_.rows().put_clock(clock_.state());
    return kept_.write(sequence, attribution_.rows().take_changed(), follower_);
  }

  const ShopId shop_;
  const store::ChangeLog& log_;
  const AttributionOptions options_;
  Epoch epoch_{};  // set before the thread starts

  // The pool's thread's own.
  Attribution attribution_;
  follow::KeptRows kept_;
  Sequence position_{};
  learn::LogClock clock_{kSweep};  // a leap of the wall clock must not delete young rows
  Timestamp swept_{};

  follow::LogFollower follower_;  // last: it uses all of the above
};

AttributionFollower::AttributionFollower(std::unique_ptr<Worker> worker) : worker_(std::move(worker)) {}
AttributionFollower::~AttributionFollower() = default;

Result<std::unique_ptr<AttributionFollower>> AttributionFollower::start(ShopId shop,
                                                                        const store::ChangeLog& log,
                                                                        store::FollowerState& state,
                                                                        const RecommendationIds& ids,
                                                                        AttributionOptions options) {
  auto worker = std::make_unique<Worker>(shop, log, state, ids, options);
  if (Status started = worker->start(); !started) return std::move(started).error();
  return std::unique_ptr<AttributionFollower>(new AttributionFollower(std::move(worker)));
}

void AttributionFollower::stop() { worker_->stop(); }
Position AttributionFollower::applied() const { return worker_->applied(); }
bool AttributionFollower::wait_applied(Sequence sequence, std::chrono::milliseconds timeout) const {
  return worker_->follower().wait_applied(sequence, timeout);
}
std::optional<Error> AttributionFollower::failure() const { return worker_->follower().failure(); }
follow::FollowerCondition AttributionFollower::condition() const { return worker_->condition(); }

}  // namespace suggestd::shop
