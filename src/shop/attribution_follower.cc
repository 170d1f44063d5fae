#include "shop/attribution_follower.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "base/log.h"
#include "base/this_thread.h"

namespace suggestd::shop {
namespace {

constexpr std::size_t kPageRecords = 512;
constexpr std::chrono::milliseconds kPoll{50};
// What comes meanwhile is read together: nobody waits for a report by the millisecond, and each waking takes
// from those who order.
constexpr std::chrono::milliseconds kGather{20};
constexpr std::chrono::milliseconds kRetry{200};
// The position alone is written so seldom while more is to be read and nothing else changes.
constexpr std::uint64_t kRecordsPerPosition = 20'000;
// Lists and clicks older than the window are swept out once in so much of the log's time.
constexpr std::chrono::hours kSweep{24};

}  // namespace

class AttributionFollower::Worker {
 public:
  Worker(ShopId shop, const store::ChangeLog& log, store::ModelState& state, const RecommendationIds& ids,
         AttributionOptions options)
      : shop_(shop),
        log_(log),
        state_(state),
        options_(options),
        attribution_(ids, AttributionRows(state, shop), options) {}

  ~Worker() {
    stopping_.store(true);
    if (thread_.joinable()) thread_.join();
  }

  Status start() {
    const Result<Position> stored = state_.applied(shop_);
    if (!stored) return stored.error();
    applied_ = {log_.epoch(shop_), stored->sequence};
    if (applied_.sequence > log_.head(shop_)) {
      // The log is not the one that was counted.
      if (Status cleared = state_.clear(shop_); !cleared) return cleared;
      applied_.sequence = Sequence{0};
    }
    written_ = applied_.sequence;
    thread_ = std::thread([this] {
      name_this_thread("attribution");
      run();
    });
    return {};
  }

  Position applied() const {
    const std::lock_guard lock(mutex_);
    return applied_;
  }

  bool wait_applied(Sequence sequence, std::chrono::milliseconds timeout) const {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, timeout, [&] { return applied_.sequence >= sequence || failure_; });
    return applied_.sequence >= sequence;
  }

  std::optional<Error> failure() const {
    const std::lock_guard lock(mutex_);
    return failure_;
  }

 private:
  void run() {
    while (!stopping_.load()) {
      Result<bool> read = apply_page();
      if (!read) return fail(std::move(read).error());
      if (*read) {
        if (applied_.sequence == log_.head(shop_)) std::this_thread::sleep_for(kGather);
        continue;
      }
      if (Status written = write_quiet_position(); !written) return fail(std::move(written).error());
      log_.wait_beyond(shop_, applied_.sequence, kPoll);
    }
  }

  // False if there was nothing to read.
  Result<bool> apply_page() {
    Result<store::Page> page = log_.read(shop_, applied_.sequence, kPageRecords);
    if (!page && page.error().kind() == ErrorKind::gone) {
      const Sequence oldest = log_.oldest(shop_);
      log_warning("records were removed before they were attributed",
                  {{"after", number(applied_.sequence)}, {"oldest", number(oldest)}});
      set_applied(Sequence{number(oldest) - 1});
      return true;
    }
    if (!page) return std::move(page).error();
    if (page->next == applied_.sequence) return false;
    for (const Change& change : page->changes) {
      if (Status good = attribution_.apply(change); !good) return std::move(good).error();
      latest_ = std::max(latest_, change.at);
    }
    if (Status swept = sweep_if_due(); !swept) return std::move(swept).error();
    if (Status written = write(page->next); !written) return std::move(written).error();
    set_applied(page->next);
    return true;
  }

  Status sweep_if_due() {
    if (latest_ - swept_ < kSweep) return {};
    swept_ = latest_;
    return attribution_.rows().forget_before(latest_ - options_.window);
  }

  // So that retention waits for nothing that has been read.
  Status write_quiet_position() {
    if (written_ == applied_.sequence) return {};
    return write_rows(applied_.sequence);
  }

  Status write(Sequence sequence) {
    const bool due = number(sequence) - number(written_) >= kRecordsPerPosition;
    if (!due && !attribution_.rows().any_changed()) return {};
    return write_rows(sequence);
  }

  Status write_rows(Sequence sequence) {
    written_ = sequence;
    const std::vector<store::StateRow> rows = attribution_.rows().take_changed();
    for (;;) {
      Status written = state_.write_checkpoint(shop_, {applied_.epoch, sequence}, rows);
      // A full disk takes writes again when there is room.
      const bool later = !written && (written.error().kind() == ErrorKind::no_space ||
                                      written.error().kind() == ErrorKind::io);
      if (!later || stopping_.load()) return written;
      std::this_thread::sleep_for(kRetry);
    }
  }

  void set_applied(Sequence sequence) {
    const std::lock_guard lock(mutex_);
    applied_.sequence = sequence;
    changed_.notify_all();
  }

  void fail(Error error) {
    log_error("attribution has stopped; a restart goes on from the last page", {{"error", error.message()}});
    const std::lock_guard lock(mutex_);
    failure_ = std::move(error);
    changed_.notify_all();
  }

  const ShopId shop_;
  const store::ChangeLog& log_;
  store::ModelState& state_;
  const AttributionOptions options_;
  std::atomic<bool> stopping_{false};

  // The worker's own.
  Attribution attribution_;
  Sequence written_{};
  Timestamp latest_{};
  Timestamp swept_{};

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  Position applied_;              // written by the worker under mutex_, read by it without
  std::optional<Error> failure_;  // guarded by mutex_
  std::thread thread_;            // last, so that all else is there before it starts
};

AttributionFollower::AttributionFollower(std::unique_ptr<Worker> worker) : worker_(std::move(worker)) {}
AttributionFollower::~AttributionFollower() = default;

Result<std::unique_ptr<AttributionFollower>> AttributionFollower::start(ShopId shop,
                                                                        const store::ChangeLog& log,
                                                                        store::ModelState& state,
                                                                        const RecommendationIds& ids,
                                                                        AttributionOptions options) {
  auto worker = std::make_unique<Worker>(shop, log, state, ids, options);
  if (Status started = worker->start(); !started) return std::move(started).error();
  return std::unique_ptr<AttributionFollower>(new AttributionFollower(std::move(worker)));
}

Position AttributionFollower::applied() const { return worker_->applied(); }
bool AttributionFollower::wait_applied(Sequence sequence, std::chrono::milliseconds timeout) const {
  return worker_->wait_applied(sequence, timeout);
}
std::optional<Error> AttributionFollower::failure() const { return worker_->failure(); }

}  // namespace suggestd::shop
