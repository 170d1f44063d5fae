#include "segments/side_facts_follower.h"

#include <utility>
#include <variant>

#include "base/published.h"
#include "follow/kept_rows.h"
#include "follow/log_follower.h"

namespace suggestd::segments {
class SideFactsFollower::Worker final : public follow::FollowerWork {
 public:
  Worker(ShopId shop, const store::ChangeLog& log, store::FollowerState& state, MemberLists& lists)
      : shop_(shop),
        log_(log),
        state_(state),
        lists_(lists),
        kept_("the segments", shop, log, state),
        follower_("segments", shop, log, *this) {
    facts_.store(std::make_shared<const SideFacts>());
  }
  ~Worker() override { follower_.stop(); }

  void start() { follower_.start(); }
  void stop() { follower_.stop(); }
  const follow::LogFollower& follower() const { return follower_; }
  follow::FollowerCondition condition() const {
    return {"segments", follower_.applied(), kept_.passed_over(), follower_.failure()};
  }
  std::shared_ptr<const SideFacts> facts() const { return facts_.load(); }

  // --- The pool's thread.

  Status begin() override {
    if (Status opened = kept_.open(); !opened) return opened;
    position_ = kept_.written();
    builder_.emplace();
    Status read = state_.for_each(shop_, "", [this](std::string_view key, std::string_view value) {
      return builder_->restore(key, value);
    });
    if (read) publish();
    return read;
  }

  Sequence position() const override { return position_; }
  Result<store::Page> next_page() override {
    return log_.read_latest(shop_, position_, follow::KeptRows::kPageRecords);
  }
  Status pass_gap() override { return {}; }  // the form of latest versions has none

  Status apply(const store::Page& page) override {
    for (const Change& change : page.changes) {
      Status good = kept_.apply(change, [this](const Change& one) { return apply_one(one); });
      if (!good) return good;
    }
    if (builder_->any_changed() || kept_.due(page.next)) {
      if (Status written = write(page.next); !written) return written;
    }
    position_ = page.next;
    publish();
    return {};
  }

  Result<std::chrono::milliseconds> between_pages() override {
    return position_ == log_.head(shop_) ? follow::KeptRows::kGather : std::chrono::milliseconds(0);
  }

  // Writes the position, so that erasures and retention do not wait for records that have been read.
  Result<follow::Rested> rest() override {
    if (kept_.written() == position_) return follow::Rested{};
    if (Status written = write(position_); !written) return std::move(written).error();
    return follow::Rested{};
  }

  void drop() noexcept override { builder_.reset(); }
  Status begin_anew(const follow::Unapplied& broken) override {
    kept_.note(broken);
    return begin();
  }

 private:
  void publish() {
    facts_.store(std::make_shared<const SideFacts>(builder_->snapshot()));
    follower_.tell_applied(position_);
  }

  Status apply_one(const Change& change) {
    if (const auto* erasure = std::get_if<Erasure>(&change.payload)) {
      if (Status forgotten = lists_.forget(erasure->people); !forgotten) return forgotten;
    }
    builder_->apply(change);
    return {};
  }

  Status write(Sequence sequence) { return kept_.write(sequence, builder_->take_changed(), follower_); }

  const ShopId shop_;
  const store::ChangeLog& log_;
  store::FollowerState& state_;
  MemberLists& lists_;

  // The pool's thread's own.
  follow::KeptRows kept_;
  std::optional<SideFactsBuilder> builder_;
  Sequence position_{};

  Published<SideFacts> facts_;    // never null
  follow::LogFollower follower_;  // last: it uses all of the above
};

SideFactsFollower::SideFactsFollower(std::unique_ptr<Worker> worker) : worker_(std::move(worker)) {}
SideFactsFollower::~SideFactsFollower() = default;

Result<std::unique_ptr<SideFactsFollower>> SideFactsFollower::start(ShopId shop, const store::ChangeLog& log,
                                                                    store::FollowerState& state,
                                                                    MemberLists& lists) {
  auto worker = std::make_unique<Worker>(shop, log, state, lists);
  worker->start();
  return std::unique_ptr<SideFactsFollower>(new SideFactsFollower(std::move(worker)));
}

void SideFactsFollower::stop() { worker_->stop(); }
std::shared_ptr<const SideFacts> SideFactsFollower::facts() const { return worker_->facts(); }
bool SideFactsFollower::wait_applied(Sequence sequence, std::chrono::milliseconds timeout) const {
  return worker_->follower().wait_applied(sequence, timeout);
}
std::optional<Error> SideFactsFollower::failure() const { return worker_->follower().failure(); }
follow::FollowerCondition SideFactsFollower::condition() const { return worker_->condition(); }

}  // namespace suggestd::segments
