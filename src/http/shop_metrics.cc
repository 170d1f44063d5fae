#include "http/shop_metrics.h"

#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "base/metrics.h"
#include "base/time.h"
#include "base/version.h"

namespace suggestd::http {
namespace {

double as_double(Sequence sequence) { return static_cast<double>(number(sequence)); }

void update_consumers(const shop::Shop& shop) {
  const auto consumers = shop.consumers();
  if (!consumers) return;
  for (const store::Consumer& consumer : *consumers) {
    const std::string labels = fmt::format("shop=\"{}\",consumer=\"{}\"", shop.name(), consumer.name);
    gauge("suggestd_feed_consumer_lag_records", labels).set(static_cast<double>(consumer.lag_records));
    gauge("suggestd_feed_consumer_lag_seconds", labels).set(consumer.lag_seconds);
  }
}

void update_process() {
  static const double started = std::chrono::duration<double>(now().time_since_epoch()).count();
  gauge("process_start_time_seconds").set(started);
  gauge("suggestd_build_info", fmt::format("version=\"{}\"", kVersion)).set(1);
  std::uint64_t pages = 0;
  std::uint64_t resident = 0;
  if (std::ifstream("/proc/self/statm") >> pages >> resident) {
    gauge("process_resident_memory_bytes")
        .set(static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE)));
  }
  std::error_code failed;
  const std::filesystem::directory_iterator files("/proc/self/fd", failed);
  if (!failed) gauge("process_open_fds").set(static_cast<double>(std::distance(begin(files), end(files))));
}

}  // namespace

void update_shop_metrics(const shop::Shops& shops) {
  update_process();
  for (const shop::Shop* shop : shops.all()) {
    const shop::ShopStatus status = shop->status();
    const std::string labels = fmt::format("shop=\"{}\"", status.name);
    gauge("suggestd_log_head_seq", labels).set(as_double(status.head.sequence));
    gauge("suggestd_log_oldest_seq", labels).set(as_double(status.oldest.sequence));
    gauge("suggestd_applied_seq", labels).set(as_double(status.applied.sequence));
    gauge("suggestd_applier_lag_records", labels).set(static_cast<double>(status.learner.lag_records));
    gauge("suggestd_learner_waiting_rows", labels).set(static_cast<double>(status.learner.waiting_rows));
    const learn::LiveScore& live = status.learner.live;
    gauge("suggestd_live_scored_orders", labels).set(static_cast<double>(live.orders()));
    gauge("suggestd_live_hit_rate", labels).set(live.hit_rate());
    gauge("suggestd_live_ndcg", labels).set(live.ndcg());
    update_consumers(*shop);
  }
  gauge("suggestd_disk_free_bytes").set(static_cast<double>(shops.store().stats().free_bytes));
}

}  // namespace suggestd::http
