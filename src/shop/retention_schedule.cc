#include "shop/retention_schedule.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "base/log.h"
#include "base/metrics.h"
#include "base/mutex.h"
#include "base/round.h"
#include "base/this_thread.h"
#include "follow/followers.h"
#include "store/disk/keys.h"

namespace suggestd::shop {
namespace {

bool keeps_everything(const store::RetentionPolicy& policy) {
  return std::none_of(policy.begin(), policy.end(), [](const store::KindRetention& kind) {
    return kind.age.has_value() || kind.bytes.has_value();
  });
}

// The key of the time of the last run.
constexpr std::string_view kClockKey = "retention/clock";
// After a longer pause either the server was off or the clock was set wrong. Retention can't tell which, and
// its deletions are final, so it waits until the clock has stood there for kSettle: time to see the warning.
constexpr std::chrono::hours kLongestPause{24 * 30};
constexpr std::chrono::hours kSettle{24};

Timestamp time_of(std::string_view stored) {
  return Timestamp(std::chrono::microseconds(static_cast<std::int64_t>(store::read_u64(stored))));
}

}  // namespace

RetentionSchedule::RetentionSchedule(store::Store& store, const RetentionOptions& options, const Clock& clock)
    : store_(store), clock_(clock), options_(options) {
  const MutexLock lock(mutex_);
  begin_if_needed();
}

RetentionSchedule::~RetentionSchedule() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

RetentionOptions RetentionSchedule::options() const {
  const MutexLock lock(mutex_);
  return options_;
}

void RetentionSchedule::set_options(const RetentionOptions& options) {
  const MutexLock lock(mutex_);
  options_ = options;
  changed_ = true;
  wake_.notify_all();
  begin_if_needed();
}

// A thread that was needed once stays: with nothing to take, its runs take nothing.
void RetentionSchedule::begin_if_needed() {
  if (thread_.joinable() || keeps_everything(options_.policy)) return;
  thread_ = std::thread([this] { work(); });
}

void RetentionSchedule::work() {
  name_this_thread("retention");
  let_other_threads_go_first();
  MutexLock lock(mutex_);
  for (;;) {
    const bool woken = wake_.wait_for(lock, options_.every,
                                      [this]() SUGGESTD_REQUIRES(mutex_) { return stopping_ || changed_; });
    if (stopping_) return;
    changed_ = false;
    if (woken) continue;
    lock.unlock();
    do_round("retention", [this] { run_all(); });
    lock.lock();
  }
}

void RetentionSchedule::run_all() {
  for (const store::ShopEntry& shop : store_.shops().all()) {
    const Result<store::RetentionReport> report = run(shop, clock_.wall());
    if (!report) {
      log_error("retention failed; it tries again by itself",
                {{"shop", shop.name}, {"error", report.error().message()}});
    }
  }
}

Result<RetentionFloor> RetentionSchedule::floor(ShopId shop, Timestamp at) const {
  const Epoch epoch = store_.log().epoch(shop);
  const std::optional<std::chrono::seconds> silence = options().consumer_silence;
  RetentionFloor floor;
  floor.sequence = Sequence{std::numeric_limits<std::uint64_t>::max()};
  for (const follow::FollowerKind& follower : follow::kFollowers) {
    const Result<Position> applied = store_.follower_state(follower.id).applied(shop);
    if (!applied) return applied.error();
    Sequence holds = applied->sequence;
    if (follower.needs_all) {
      if (applied->epoch != epoch) holds = Sequence{0};
    } else if (number(holds) == 0) {
      continue;  // it begins with what there is
    }
    if (holds >= floor.sequence) continue;
    floor.sequence = holds;
    floor.holder = follower.checkpoint;
  }

  const Result<std::vector<store::Consumer>> consumers = store_.consumers().all(shop);
  if (!consumers) return consumers.error();
  for (const store::Consumer& consumer : *consumers) {
    if (consumer.position.epoch != epoch) continue;  // its tokens are refused since the restore
    if (silence && consumer.lag_records > 0 && consumer.stored_at + *silence < at) {
      floor.passed_by.insert(consumer.name);
    } else if (consumer.position.sequence < floor.sequence) {
      floor.sequence = consumer.position.sequence;
      floor.holder = fmt::format("consumer '{}'", consumer.name);
    }
  }
  return floor;
}

Result<bool> RetentionSchedule::clock_is_sound(Timestamp at) {
  const Result<std::optional<std::string>> last = store_.meta().get(kClockKey);
  if (!last) return last.error();
  const bool leapt =
      *last && (*last)->size() == sizeof(std::uint64_t) && at - time_of(**last) > kLongestPause;
  if (leapt) {
    if (!waiting_since_) {
      waiting_since_ = clock_.steady();
      log_warning("the clock has leapt since retention last ran; retention waits, in case it is wrong",
                  {{"days", std::chrono::duration<double, std::ratio<86400>>(at - time_of(**last)).count()},
                   {"waits_hours", kSettle.count()}});
    }
    if (clock_.steady() - *waiting_since_ < kSettle) return false;
    log_warning("the clock has stood where it leapt to; retention goes on by it");
  }
  waiting_since_.reset();
  std::string value;
  store::append_u64(value, static_cast<std::uint64_t>(at.time_since_epoch().count()));
  if (Status put = store_.meta().put(kClockKey, value); !put) return std::move(put).error();
  return true;
}

Result<store::RetentionReport> RetentionSchedule::run(const store::ShopEntry& shop, Timestamp at) {
  const MutexLock lock(running_);
  const Result<bool> sound = clock_is_sound(at);
  if (!sound) return sound.error();
  gauge("suggestd_retention_waits_for_clock").set(*sound ? 0 : 1);
  if (!*sound) {
    store::RetentionReport waiting;
    waiting.oldest = store_.log().oldest(shop.id);
    return waiting;
  }
  const Result<RetentionFloor> floor = this->floor(shop.id, at);
  if (!floor) return floor.error();
  Result<store::RetentionReport> report =
      store_.retention().apply(shop.id, options().policy, floor->sequence, at);
  if (report) tell(shop, *floor, *report);
  return report;
}

void RetentionSchedule::tell(const store::ShopEntry& shop, const RetentionFloor& floor,
                             const store::RetentionReport& report) {
  const MetricLabels label{{"shop", shop.name}};
  counter("suggestd_retention_removed_records_total", label).add(report.removed);
  gauge("suggestd_retention_held_back_records", label).set(static_cast<double>(report.held_back));
  gauge("suggestd_retention_consumers_passed_by", label).set(static_cast<double>(floor.passed_by.size()));
  gauge("suggestd_retention_last_run_timestamp_seconds", label)
      .set(std::chrono::duration<double>(clock_.wall().time_since_epoch()).count());

  if (report.removed > 0) {
    log_info("retention took records away",
             {{"shop", shop.name}, {"removed", report.removed}, {"oldest", number(report.oldest)}});
  }
  if (report.held_back > 0) {
    log_warning("retention holds records back", {{"shop", shop.name},
                                                 {"held_back", report.held_back},
                                                 {"holder", floor.holder},
                                                 {"after", number(floor.sequence)}});
  }
  std::set<std::string>& warned_of = warned_of_[shop.id];
  for (const std::string& name : floor.passed_by) {
    if (!warned_of.insert(name).second) continue;
    log_warning("retention no longer waits for a silent consumer; its next read may be answered 410",
                {{"shop", shop.name}, {"consumer", name}});
  }
  std::erase_if(warned_of, [&](const std::string& name) { return !floor.passed_by.contains(name); });
}

}  // namespace suggestd::shop
