#include "follow/log_follower.h"

#include <algorithm>
#include <new>
#include <system_error>
#include <utility>

#include "base/log.h"
#include "base/memory.h"
#include "base/mutex.h"
#include "base/round.h"

namespace suggestd::follow {
namespace {

NextPiece rest_for(std::chrono::milliseconds time) {
  return {NextPiece::How::rested, std::chrono::steady_clock::now() + time};
}

}  // namespace

LogFollower::LogFollower(const char* name, ShopId shop, const store::ChangeLog& log, FollowerWork& work)
    : PoolTask(name), name_(name), shop_(shop), log_(log), work_(work) {}

LogFollower::~LogFollower() { stop(); }

// The watch comes first: what is written after the first look wakes it.
void LogFollower::start() {
  watch_ = log_.watch_head(shop_, [this] { pool_->wake(*this); });
  pool_->add(*this);
}

void LogFollower::stop() {
  stopping_.store(true);
  changed_.notify_all();
  watch_.reset();
  pool_->hurry(*this);
  pool_->wait_for_end(*this);
}

bool LogFollower::wait_applied(Sequence sequence, std::chrono::microseconds timeout) const {
  if (applied() >= sequence) return true;
  MutexLock lock(mutex_);
  changed_.wait_for(lock, timeout,
                    [&]() SUGGESTD_REQUIRES(mutex_) { return applied() >= sequence || ended_; });
  return applied() >= sequence;
}

std::optional<Error> LogFollower::failure() const {
  if (!has_failed_.load(std::memory_order_acquire)) return std::nullopt;
  const MutexLock lock(mutex_);
  return failure_;
}

void LogFollower::tell_applied(Sequence sequence) {
  applied_.store(number(sequence));
  // Locks once, so that a waiter can't look at the sequence and then miss the notice.
  { const MutexLock lock(mutex_); }
  changed_.notify_all();
}

void LogFollower::pause(std::chrono::milliseconds time) {
  MutexLock lock(mutex_);
  changed_.wait_for(lock, time, [this] { return stopping_.load(); });
}

NextPiece LogFollower::work() noexcept {
  next_ = {};
  if (!std::exchange(entered_, true)) {
    check([this] { return begin(); });
  } else if (!stopping() && !has_failed_.load()) {
    check([this] { return round(); });
  } else {
    if (!has_failed_.load()) check([this] { return work_.end(); });
    const MutexLock lock(mutex_);
    ended_ = true;
    changed_.notify_all();
    next_.how = NextPiece::How::never;
  }
  return next_;
}

// Does one piece of work, and deals with its errors and exceptions.
void LogFollower::check(const std::function<Status()>& piece) noexcept {
  try {
    const Status done = piece();
    if (done) return;
    if (done.error().kind() != ErrorKind::busy) return fail(done.error());
    note_broken({}, done.error().message(), false);
  } catch (const Unapplied& record) {
    note_broken(record.sequence, record.what, record.at_fault);
  } catch (const std::bad_alloc&) {
    note_broken({}, "memory ran out", false);
  } catch (const std::system_error& refused) {  // threads
    note_broken({}, refused.what(), false);
  } catch (const std::exception& defect) {
    if (!do_round(name_, [&] { fail(internal_error(defect.what())); })) note_broken({}, {}, false);
  }
}

// The work lets go of its memory first, so that there is some for the rest; where there is none all the same,
// the reason is lost, and the follower begins anew.
void LogFollower::note_broken(Sequence sequence, std::string_view what, bool at_fault) noexcept {
  work_.drop();
  broken_ = Unapplied{sequence, {}, at_fault};
  do_round(name_, [&] { broken_->what = what; });
  if (at_fault) return;
  next_ = rest_for(rest_);
  rest_ = std::min(2 * rest_, kLongestRest);
}

Status LogFollower::round() {
  if (broken_) return begin_anew();
  const Result<store::Page> page = work_.next_page();
  // Retention may take more while the gap is passed: then the next round passes that too.
  if (!page && page.error().kind() == ErrorKind::gone) return work_.pass_gap();
  if (!page) return page.error();
  if (page->next != work_.position()) {
    if (Status applied = work_.apply(*page); !applied) return applied;
    rest_ = kFirstRest;
    const Result<std::chrono::milliseconds> gathered = work_.between_pages();
    if (!gathered) return gathered.error();
    if (gathered->count() > 0) next_ = rest_for(*gathered);
    return {};
  }
  const Result<Rested> rested = work_.rest();
  if (!rested) return rested.error();
  if (rested->worked) return {};
  next_.how = NextPiece::How::on_wake;
  if (rested->again) next_.until = std::chrono::steady_clock::now() + *rested->again;
  return {};
}

Status LogFollower::begin_anew() {
  restore_emergency_memory();
  log_warning("a follower of the log begins anew from what it kept last",
              {{"follower", name_}, {"sequence", number(broken_->sequence)}, {"reason", broken_->what}});
  const Unapplied broken = *std::exchange(broken_, std::nullopt);
  return begun_ ? work_.begin_anew(broken) : begin();
}

Status LogFollower::begin() {
  Status done = work_.begin();
  begun_ = done.ok();
  return done;
}

void LogFollower::fail(const Error& error) {
  do_round(name_, [&] {
    log_error("a follower of the log has stopped; what it made stays as it is",
              {{"follower", name_}, {"error", error.message()}});
  });
  const MutexLock lock(mutex_);
  failure_ = error;
  has_failed_.store(true, std::memory_order_release);
  changed_.notify_all();
}

}  // namespace suggestd::follow
