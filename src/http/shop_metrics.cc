#include "http/shop_metrics.h"

#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "base/metrics.h"
#include "base/time.h"
#include "base/version.h"

namespace suggestd::http {
namespace {

// Read before main() begins, not when somebody first asks for the metrics.
const Timestamp kStarted = now();

double as_double(Sequence sequence) { return static_cast<double>(number(sequence)); }
double as_double(std::uint64_t count) { return static_cast<double>(count); }

// A gauge that each shop has.
struct ShopGauge {
  std::string_view name;
  double (*value)(const shop::ShopStatus&);
};

using Of = const shop::ShopStatus&;

constexpr std::array kShopGauges{
    ShopGauge{"suggestd_log_head_seq", [](Of of) { return as_double(of.head.sequence); }},
    ShopGauge{"suggestd_log_oldest_seq", [](Of of) { return as_double(of.oldest.sequence); }},
    ShopGauge{"suggestd_applied_seq", [](Of of) { return as_double(of.applied.sequence); }},
    ShopGauge{"suggestd_applier_lag_records", [](Of of) { return as_double(of.learner.lag_records); }},
    ShopGauge{"suggestd_applier_lag_seconds",
              [](Of of) { return std::chrono::duration<double>(of.lag).count(); }},
    ShopGauge{"suggestd_shop_ready", [](Of of) { return of.learner.caught_up ? 1.0 : 0.0; }},
    ShopGauge{"suggestd_learner_failed", [](Of of) { return of.learner.failure ? 1.0 : 0.0; }},
    ShopGauge{"suggestd_model_users", [](Of of) { return as_double(of.learner.users); }},
    ShopGauge{"suggestd_model_products", [](Of of) { return as_double(of.learner.products); }},
    ShopGauge{"suggestd_model_interactions", [](Of of) { return as_double(of.learner.interactions); }},
    ShopGauge{"suggestd_learner_waiting_rows",
              [](Of of) { return as_double(std::uint64_t{of.learner.waiting_rows}); }},
    ShopGauge{"suggestd_learner_set_aside_records",
              [](Of of) { return as_double(std::uint64_t{of.learner.set_aside}); }},
    ShopGauge{"suggestd_learner_begun_anew",
              [](Of of) { return as_double(std::uint64_t{of.learner.begun_anew}); }},
    ShopGauge{"suggestd_log_clock_ahead_seconds",
              [](Of of) { return static_cast<double>(of.learner.clock_ahead.count()); }},
    ShopGauge{"suggestd_live_scored_orders",
              [](Of of) { return static_cast<double>(of.learner.live.orders()); }},
    ShopGauge{"suggestd_live_hit_rate", [](Of of) { return of.learner.live.hit_rate(); }},
    ShopGauge{"suggestd_live_ndcg", [](Of of) { return of.learner.live.ndcg(); }}};

constexpr std::string_view kGrantedUnits = "suggestd_granted_units_per_second";
constexpr std::string_view kDayUnits = "suggestd_day_units";
constexpr std::string_view kDayUnitsUsed = "suggestd_day_units_used";

// The gauges of a shop's followers and consumers.
constexpr std::array<std::string_view, 5> kOfParts{
    "suggestd_follower_applied_seq", "suggestd_follower_failed", "suggestd_follower_passed_over_records",
    "suggestd_feed_consumer_lag_records", "suggestd_feed_consumer_lag_seconds"};

void update_followers(const shop::ShopStatus& status) {
  for (const follow::FollowerCondition& follower : status.followers) {
    const MetricLabels labels{{"shop", status.name}, {"follower", std::string(follower.name)}};
    gauge("suggestd_follower_applied_seq", labels).set(as_double(follower.applied));
    gauge("suggestd_follower_failed", labels).set(follower.failure ? 1 : 0);
    gauge("suggestd_follower_passed_over_records", labels).set(as_double(follower.passed_over));
  }
}

void update_consumers(const shop::Shop& shop) {
  const auto consumers = shop.consumers();
  if (!consumers) return;
  for (const store::Consumer& consumer : *consumers) {
    const MetricLabels labels{{"shop", shop.name()}, {"consumer", consumer.name}};
    gauge("suggestd_feed_consumer_lag_records", labels).set(static_cast<double>(consumer.lag_records));
    gauge("suggestd_feed_consumer_lag_seconds", labels).set(consumer.lag_seconds);
  }
}

// For counts that are kept elsewhere. Requires: called by one thread at a time, as sources are.
void raise_to(Counter& counter, std::uint64_t total) {
  const std::uint64_t told = counter.total();
  if (total > told) counter.add(total - told);
}

void update_processor_time() {
  rusage usage{};
  if (::getrusage(RUSAGE_SELF, &usage) != 0) return;
  const auto seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec;
  raise_to(counter("process_cpu_seconds_total"), static_cast<std::uint64_t>(seconds));
}

void update_process() {
  gauge("process_start_time_seconds").set(std::chrono::duration<double>(kStarted.time_since_epoch()).count());
  gauge("suggestd_build_info", {{"version", kVersion}}).set(1);
  std::uint64_t pages = 0;
  std::uint64_t resident = 0;
  if (std::ifstream("/proc/self/statm") >> pages >> resident) {
    gauge("process_resident_memory_bytes")
        .set(static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE)));
  }
  update_processor_time();
  rlimit descriptors{};
  if (::getrlimit(RLIMIT_NOFILE, &descriptors) == 0)
    gauge("process_max_fds").set(static_cast<double>(descriptors.rlim_cur));
  std::error_code failed;
  const std::filesystem::directory_iterator files("/proc/self/fd", failed);
  if (!failed) gauge("process_open_fds").set(static_cast<double>(std::distance(begin(files), end(files))));
}

void update_database(const store::StoreStats& stats) {
  gauge("suggestd_rocksdb_background_errors").set(as_double(stats.counts.background_errors));
  gauge("suggestd_rocksdb_writes_stopped").set(stats.writes_stopped ? 1 : 0);
  gauge("suggestd_rocksdb_pending_compaction_bytes").set(as_double(stats.pending_compaction_bytes));
  raise_to(counter("suggestd_rocksdb_stalled_seconds_total"), stats.counts.stalled_microseconds / 1'000'000);
  raise_to(counter("suggestd_rocksdb_compacted_bytes_total"), stats.counts.compacted_bytes);
  raise_to(counter("suggestd_rocksdb_cache_hits_total"), stats.counts.cache_hits);
  raise_to(counter("suggestd_rocksdb_cache_misses_total"), stats.counts.cache_misses);
}

void update_units(const shop::Shop& shop, Services& services) {
  const MetricLabels labels{{"shop", shop.name()}};
  if (const auto share = services.unit_shares.find(shop.id()))
    gauge(kGrantedUnits, labels).set(static_cast<double>(share->per_second()));
  const std::int64_t most = units_per_day(shop, services.terms.load()->units_per_day);
  if (most == 0) return;
  const DayUse use = services.day_units->of(shop.id())->use(shop.settings()->zone(), now());
  gauge(kDayUnits, labels).set(static_cast<double>(most));
  gauge(kDayUnitsUsed, labels).set(as_double(use.units));
}

void update_store(const store::Store& store) {
  const store::StoreCondition condition = store.condition();
  gauge("suggestd_store_damaged").set(condition.damage ? 1 : 0);
  gauge("suggestd_store_refuses_writes").set(condition.disk_full || condition.writes_have_failed ? 1 : 0);
  const store::StoreStats stats = store.stats();
  gauge("suggestd_disk_free_bytes").set(as_double(stats.free_bytes));
  gauge("suggestd_disk_size_bytes").set(as_double(stats.capacity_bytes));
  gauge("suggestd_store_disk_bytes").set(as_double(stats.disk_bytes));
  gauge("suggestd_store_memory_bytes").set(as_double(stats.memory_bytes));
  raise_to(counter("suggestd_commit_syncs_total"), stats.committer.syncs);
  raise_to(counter("suggestd_commit_refused_busy_total"), stats.committer.refused_busy);
  gauge("suggestd_commit_waiting").set(as_double(stats.committer.waiting));
  update_database(stats);
}

}  // namespace

void update_shop_metrics(const shop::Shops& shops, Services& services) {
  update_process();
  // Those of shops and consumers that were deleted.
  for (const std::string_view name : kOfParts) forget_gauges(name);
  for (const ShopGauge& of : kShopGauges) forget_gauges(of.name);
  for (const std::string_view name : {kGrantedUnits, kDayUnits, kDayUnitsUsed}) forget_gauges(name);
  for (const auto& shop : shops.all()) {
    const shop::ShopStatus status = shop->status();
    for (const ShopGauge& of : kShopGauges) gauge(of.name, {{"shop", status.name}}).set(of.value(status));
    update_followers(status);
    update_consumers(*shop);
    update_units(*shop, services);
  }
  update_store(shops.store());
}

}  // namespace suggestd::http
