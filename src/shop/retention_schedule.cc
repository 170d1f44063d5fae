#include "shop/retention_schedule.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/log.h"
#include "base/metrics.h"
#include "base/this_thread.h"

namespace suggestd::shop {
namespace {

bool keeps_everything(const store::RetentionPolicy& policy) {
  return std::none_of(policy.begin(), policy.end(), [](const store::KindRetention& kind) {
    return kind.age.has_value() || kind.bytes.has_value();
  });
}

std::string shop_label(const store::ShopEntry& shop) { return fmt::format("shop=\"{}\"", shop.name); }

}  // namespace

RetentionSchedule::RetentionSchedule(store::Store& store, const RetentionOptions& options)
    : store_(store), options_(options) {
  if (!keeps_everything(options_.policy)) thread_ = std::thread([this] { work(); });
}

RetentionSchedule::~RetentionSchedule() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void RetentionSchedule::work() {
  name_this_thread("retention");
  let_other_threads_go_first();
  std::unique_lock lock(mutex_);
  while (!stop_.wait_for(lock, options_.every, [this] { return stopping_; })) {
    lock.unlock();
    for (const store::ShopEntry& shop : store_.shops().all()) {
      const Result<store::RetentionReport> report = run(shop, now());
      if (!report) {
        log_error("retention failed; it tries again by itself",
                  {{"shop", shop.name}, {"error", report.error().message()}});
      }
    }
    lock.lock();
  }
}

Result<RetentionFloor> RetentionSchedule::floor(ShopId shop, Timestamp at) const {
  const Epoch epoch = store_.log().epoch(shop);
  const Result<Position> learned = store_.model_state().applied(shop);
  if (!learned) return learned.error();
  RetentionFloor floor;
  floor.holder = "the learner's checkpoint";
  if (learned->epoch == epoch) floor.sequence = learned->sequence;

  // 0: a store that attribution has not read yet; it begins with what there is.
  const Result<Position> attributed = store_.attribution_state().applied(shop);
  if (!attributed) return attributed.error();
  if (number(attributed->sequence) > 0 && attributed->sequence < floor.sequence) {
    floor.sequence = attributed->sequence;
    floor.holder = "the attribution of orders to lists";
  }

  const Result<std::vector<store::Consumer>> consumers = store_.consumers().all(shop);
  if (!consumers) return consumers.error();
  for (const store::Consumer& consumer : *consumers) {
    if (consumer.position.epoch != epoch) continue;  // its tokens are refused since the restore
    if (options_.consumer_silence && consumer.lag_records > 0 &&
        consumer.stored_at + *options_.consumer_silence < at) {
      floor.passed_by.insert(consumer.name);
    } else if (consumer.position.sequence < floor.sequence) {
      floor.sequence = consumer.position.sequence;
      floor.holder = fmt::format("consumer '{}'", consumer.name);
    }
  }
  return floor;
}

Result<store::RetentionReport> RetentionSchedule::run(const store::ShopEntry& shop, Timestamp at) {
  const std::lock_guard lock(running_);
  const Result<RetentionFloor> floor = this->floor(shop.id, at);
  if (!floor) return floor.error();
  Result<store::RetentionReport> report =
      store_.retention().apply(shop.id, options_.policy, floor->sequence, at);
  if (report) tell(shop, *floor, *report);
  return report;
}

// Requires: running_ is held.
void RetentionSchedule::tell(const store::ShopEntry& shop, const RetentionFloor& floor,
                             const store::RetentionReport& report) {
  const std::string label = shop_label(shop);
  counter("suggestd_retention_removed_records_total", label).add(report.removed);
  gauge("suggestd_retention_held_back_records", label).set(static_cast<double>(report.held_back));
  gauge("suggestd_retention_consumers_passed_by", label).set(static_cast<double>(floor.passed_by.size()));
  gauge("suggestd_retention_last_run_timestamp_seconds", label)
      .set(std::chrono::duration<double>(now().time_since_epoch()).count());

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
