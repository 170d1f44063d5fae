#include "cli/running_config.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/log.h"
#include "base/metrics.h"
#include "base/mutex.h"
#include "base/time.h"
#include "cli/server_options.h"
#include "settings/config_table.h"
#include "settings/config_together.h"

namespace suggestd::cli {
namespace {

void tell(const http::ReloadReport& report) {
  gauge("suggestd_config_last_reload_successful").set(report.failure ? 0 : 1);
  if (report.failure) {
    log_error("the configuration was not reloaded", {{"error", report.failure->message()}});
    return;
  }
  gauge("suggestd_config_last_reload_success_timestamp_seconds")
      .set(std::chrono::duration<double>(report.at.time_since_epoch()).count());
  for (const std::string& key : report.need_restart)
    log_warning("a changed key needs a restart", {{"key", key}});
  log_info("configuration reloaded", {{"applied", fmt::format("{}", fmt::join(report.applied, ", "))}});
}

}  // namespace

RunningConfig::RunningConfig(ConfigFlags flags, LoadedConfig started_with, shop::Shops& shops)
    : flags_(std::move(flags)), shops_(shops), current_(std::move(started_with)) {
  last_.at = now();
}

void RunningConfig::attach(http::Server* server) {
  const MutexLock lock(mutex_);
  server_ = server;
}

http::RunningConfig RunningConfig::door() {
  return {.values = [this] { return values(); },
          .last = [this] { return last(); },
          .reload = [this] { return reload(); }};
}

http::ReloadReport RunningConfig::last() const {
  const MutexLock lock(mutex_);
  return last_;
}

std::vector<http::ConfigValue> RunningConfig::values() const {
  const MutexLock lock(mutex_);
  std::vector<http::ConfigValue> values;
  for (const ConfigKey& key : config_table()) {
    http::ConfigValue value{.key = std::string(key.name),
                            .value = config_value(key, current_.config),
                            .origin = current_.origins.find(key.name)->second,
                            .live = key.reload == Reload::live};
    if (const auto waits = pending_.find(value.key); waits != pending_.end()) {
      value.pending = waits->second.value;
      value.pending_origin = waits->second.origin;
    }
    values.push_back(std::move(value));
  }
  return values;
}

http::ReloadReport RunningConfig::reload() {
  const MutexLock lock(mutex_);
  Result<http::ReloadReport> done = try_reload();
  if (done) {
    last_ = *std::move(done);
  } else {
    last_.at = now();
    last_.failure = std::move(done).error();
    last_.applied.clear();
  }
  tell(last_);
  return last_;
}

Result<http::ReloadReport> RunningConfig::try_reload() {
  if (server_ == nullptr) return Error(ErrorKind::busy, "the server is starting or stopping");
  Result<LoadedConfig> loaded = load_config(flags_);
  if (!loaded) return std::move(loaded).error();
  if (Status read = server_->stage_certificates(); !read) return std::move(read).error();
  auto watch = watch_options(loaded->config);
  if (!watch) return std::move(watch).error();
  if (Status kept = shops_.set_standard_settings(standard_settings(loaded->config)); !kept)
    return kept.error().with_context("[shop]");
  const auto scenarios = shops_.put_scenarios_of_file(loaded->config.scenarios);
  if (!scenarios) return scenarios.error();
  for (const std::string& remark : config_remarks(*loaded)) log_warning(remark);
  http::ReloadReport report{.at = now()};
  take_over(*std::move(loaded), report);
  for (const std::string& name : *scenarios) report.applied.push_back("scenario " + name);
  apply(*std::move(watch));
  return report;
}

void RunningConfig::take_over(LoadedConfig loaded, http::ReloadReport& report) {
  pending_.clear();
  for (const ConfigKey& key : config_table()) {
    const std::string name(key.name);
    std::string value = config_value(key, loaded.config);
    const bool changed = value != config_value(key, current_.config);
    if (changed && key.reload == Reload::restart) {
      pending_[name] = {std::move(value), loaded.origins[name]};
      report.need_restart.push_back(name);
      continue;
    }
    if (changed) report.applied.push_back(name);
    copy_config_value(key, loaded.config, current_.config);
    current_.origins[name] = loaded.origins[name];
  }
  if (current_.config.watch.receivers != loaded.config.watch.receivers)
    report.applied.emplace_back("watch.receiver");
  current_.config.watch.receivers = std::move(loaded.config.watch.receivers);
  current_.receiver_places = std::move(loaded.receiver_places);
  if (current_.config.watch.servers != loaded.config.watch.servers)
    report.applied.emplace_back("watch.server");
  current_.config.watch.servers = std::move(loaded.config.watch.servers);
  current_.server_places = std::move(loaded.server_places);
  // Told each time until a restart, since the running ones stay.
  if (loaded.config.sign_in_providers != current_.config.sign_in_providers)
    report.need_restart.emplace_back("sign_in_provider");
  current_.config.scenarios = std::move(loaded.config.scenarios);
  current_.scenario_places = std::move(loaded.scenario_places);
}

// Requires: certificates are staged.
void RunningConfig::apply(watch::WatchOptions watch) {
  const Config& config = current_.config;
  apply_log(config);
  shops_.set_read_policy(read_policy(config));
  shops_.set_retention(retention_options(config));
  server_->show_staged_certificates();
  server_->set_terms(server_terms(config));
  server_->set_watch(std::move(watch));
}

}  // namespace suggestd::cli
