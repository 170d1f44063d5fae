#include "base/metrics.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace suggestd {
namespace {

std::string_view kind_name(MetricKind kind) {
  switch (kind) {
    case MetricKind::counter:
      return "counter";
    case MetricKind::gauge:
      return "gauge";
    case MetricKind::histogram:
      return "histogram";
  }
  return "counter";
}

}  // namespace

const std::vector<MetricFamily>& metrics_table() {
  using enum MetricKind;
  static const std::vector<MetricFamily> table = {
      {"suggestd_build_info", gauge, "version", "Always 1; the label says which version runs."},
      {"process_start_time_seconds", gauge, "", "When the process started, in seconds since 1970."},
      {"process_resident_memory_bytes", gauge, "", "Memory that the process holds."},
      {"process_open_fds", gauge, "", "Open files and sockets."},
      {"process_max_fds", gauge, "", "The most that may be open."},
      {"process_cpu_seconds_total", counter, "", "Processor time that was used, in whole seconds."},
      {"suggestd_http_request_duration_seconds", histogram, "route,code",
       "Time from the first byte of a request being looked at to its answer being handed to the system."},
      {"suggestd_http_connections", gauge, "listener", "Open connections."},
      {"suggestd_http_streams", gauge, "listener", "Change feeds that are being followed."},
      {"suggestd_http_refused_total", counter, "listener,reason",
       "Connections and requests that were turned away: too many connections, streams or requests, too many "
       "connections of one address, or the server is stopping."},
      {"suggestd_http_slow_requests_total", counter, "route",
       "Requests that took the server longer than log.slow_request_ms; the log has a line for each."},
      {"suggestd_work_units_total", counter, "shop",
       "Units of work that each shop's requests have cost (docs/internals/budgets.md), about 100 ns of a "
       "core each."},
      {"suggestd_granted_units_per_second", gauge, "shop",
       "Units of work that a shop may use now: what it is guaranteed, and what it is lent "
       "(limits.server_units_per_second)."},
      {"suggestd_day_units", gauge, "shop",
       "Units of work that a shop may use in a day; absent: no limit (limits.shop_units_per_day)."},
      {"suggestd_day_units_used", gauge, "shop",
       "Units of work that a shop with such a limit has used of its day; 0 again at midnight in its time "
       "zone."},
      {"suggestd_limited_requests_total", counter, "shop,limit",
       "Requests that were refused by a limit: address (http.address_requests_per_second), key "
       "(http.requests_per_second), units "
       "(limits.shop_units_per_second), day (limits.shop_units_per_day), key_day (the key's own "
       "units_per_day), "
       "learner (it is too far behind to take more)."},
      {"suggestd_campaign_touches_total", counter, "kind",
       "Mails of campaigns that were opened (open) and links of them that were followed (click), repeats "
       "among them."},
      {"suggestd_sign_ins_total", counter, "outcome",
       "People who tried to sign in: good, wrong, code_missing (the password was right, and a code is asked "
       "for), "
       "too_often. Many wrong ones mean that somebody guesses. By a provider: provider_good, "
       "provider_refused "
       "(it vouches for somebody who has no account here), provider_failed (it does not vouch, or does not "
       "answer)."},
      {"suggestd_registrations_total", counter, "outcome",
       "People who tried to register where sign_in.registration is open: made, taken (the address or the "
       "shop's "
       "name), full (sign_in.registered_shops), too_often."},
      {"suggestd_ingest_records_total", counter, "kind,result",
       "Orders, events, products and users that arrived, by what became of each. An order count that stops "
       "growing means that a shop's hook has died."},
      {"suggestd_collect_events_total", counter, "result",
       "Events that pages reported: accepted, left out since lists learn nothing from them, or refused."},
      {"suggestd_last_order_timestamp_seconds", gauge, "shop",
       "When the last order was accepted, in seconds since 1970; absent: none since the start. The one alert "
       "that every "
       "shop needs."},
      {"suggestd_order_to_effect_seconds", histogram, "",
       "Time from the commit of an order to lists that know it."},
      {"suggestd_log_head_seq", gauge, "shop", "Last sequence of the change log."},
      {"suggestd_log_oldest_seq", gauge, "shop", "First sequence that is still kept."},
      {"suggestd_retention_removed_records_total", counter, "shop", "Records that retention has taken away."},
      {"suggestd_retention_held_back_records", gauge, "shop",
       "Records that are due to go but still needed by the learner or by a named consumer; the log says by "
       "whom. Growing: the disk will fill."},
      {"suggestd_retention_consumers_passed_by", gauge, "shop",
       "Named consumers that have been silent for longer than retention.consumer_silence_seconds: retention "
       "no "
       "longer waits for them."},
      {"suggestd_retention_last_run_timestamp_seconds", gauge, "shop",
       "When retention last ran, in seconds since 1970."},
      {"suggestd_retention_waits_for_clock", gauge, "",
       "1 while retention takes nothing, because the clock has leapt by more than a month since its last "
       "run."},
      {"suggestd_applied_seq", gauge, "shop", "Last sequence that the model has learned."},
      {"suggestd_applier_lag_records", gauge, "shop", "Records that the model has yet to learn."},
      {"suggestd_applier_lag_seconds", gauge, "shop", "How long the oldest of these has been waiting."},
      {"suggestd_shop_ready", gauge, "shop", "1 once lists know all that the log held at the start."},
      {"suggestd_learner_failed", gauge, "shop",
       "1 when the learner has stopped by an error: lists learn no more, and writes are refused; /v1/status "
       "says why."},
      {"suggestd_model_users", gauge, "shop", "People that lists know."},
      {"suggestd_model_products", gauge, "shop", "Products that lists know."},
      {"suggestd_model_interactions", gauge, "shop", "Pairs of person and product that lists learn from."},
      {"suggestd_learner_waiting_rows", gauge, "shop",
       "People and products whose solution is put off until the log is quiet."},
      {"suggestd_learner_set_aside_records", gauge, "shop",
       "Records that the learner passes over or uses in part, because they can't be applied as they stand; "
       "/v1/status names the last of them."},
      {"suggestd_learner_begun_anew", gauge, "shop",
       "Times since the start that the learner began anew from its last checkpoint, because memory ran out "
       "or a record could "
       "not be applied."},
      {"suggestd_follower_applied_seq", gauge, "shop,follower",
       "The last record that a follower of the log has applied: attribution, segments, experiments."},
      {"suggestd_follower_failed", gauge, "shop,follower",
       "1 once it has stopped; /v1/status tells why, and erasures and retention wait for it. Alert on it."},
      {"suggestd_follower_passed_over_records", gauge, "shop,follower",
       "Records that it passed over since the start, because applying them failed twice."},
      {"suggestd_log_clock_ahead_seconds", gauge, "shop",
       "By how much the log's commit times have leapt ahead of the time that popularity is measured on; 0: "
       "not."},
      {"suggestd_live_scored_orders", gauge, "shop",
       "Orders since the start that were compared with the list made just before them."},
      {"suggestd_live_hit_rate", gauge, "shop",
       "Share of about the last 1,000 such orders with a product of that list."},
      {"suggestd_live_ndcg", gauge, "shop", "Mean NDCG of those lists."},
      {"suggestd_feed_consumer_lag_records", gauge, "shop,consumer",
       "Records between a named consumer's stored position and the head."},
      {"suggestd_feed_consumer_lag_seconds", gauge, "shop,consumer", "The same in time."},
      {"suggestd_lists_total", counter, "list,result",
       "Lists that were answered: personal, fallback, or empty."},
      {"suggestd_fallback_lists_total", counter, "reason",
       "Lists that are not, or not wholly, what was asked for, by why: nobody_named, person_unknown, "
       "not_profiled (by their own word), no_consent (the shop requires a yes), "
       "no_history, few_orders, nothing_learned (of the product, for this kind of list), filled_up (others "
       "go on where "
       "the list ends)."},
      {"suggestd_empty_lists_total", counter, "reason",
       "Lists without any product: narrowed (filters or rules kept all out), nothing_to_show. A narrow "
       "filter that "
       "runs dry shows here."},
      {"suggestd_scenario_parts_left_out_total", counter, "shop,scenario",
       "Parts of a scenario (its filter, its booster, rules) that lists did without, because they do not fit "
       "the catalogue; `/v1/status` names them. Alert on it."},
      {"suggestd_stale_answers_total", counter, "", "Reads whose wait for a consistency level ran out."},
      {"suggestd_backup_jobs_total", counter, "kind,result",
       "Backups and verifications that the running server did, by how they ended."},
      {"suggestd_backup_last_success_timestamp_seconds", gauge, "",
       "When the last backup was finished, in seconds since 1970; absent: backup.folder holds none."},
      {"suggestd_backup_configured", gauge, "", "1 if backup.folder is set, so that backups are expected."},
      {"suggestd_jobs", gauge, "kind,state", "Jobs that the server knows, by how they stand."},
      {"suggestd_jobs_ended_total", counter, "kind,state",
       "Runs of jobs that ended since the start: succeeded, failed or cancelled."},
      {"suggestd_job_last_run_seconds", gauge, "kind", "Time that the last run of this kind took."},
      {"suggestd_job_last_success_timestamp_seconds", gauge, "kind",
       "When a run of this kind last succeeded since the start, in seconds since 1970."},
      {"suggestd_outbound_calls_total", counter, "purpose,outcome",
       "Calls of the server to others: answered, refused (4xx), failed_there (5xx), network, address_denied "
       "(where "
       "it leads, or a certificate), too_large, stopped, invalid."},
      {"suggestd_pictures_total", counter, "outcome",
       "Products' pictures asked for: kept (on the disk), fetched, failed (and then not tried again for ten "
       "minutes)."},
      {"suggestd_store_damaged", gauge, "",
       "1 when something in the store's files was found damaged or missing since the start; the log says "
       "where. "
       "Alert on it."},
      {"suggestd_store_refuses_writes", gauge, "",
       "1 while the disk is full, or a write has failed and the database is not opened anew yet."},
      {"suggestd_disk_free_bytes", gauge, "", "Free space where the store is."},
      {"suggestd_disk_size_bytes", gauge, "", "Size of the file system where the store is."},
      {"suggestd_store_disk_bytes", gauge, "", "The store's table files and write-ahead log."},
      {"suggestd_store_memory_bytes", gauge, "",
       "Memory of the database: write buffers, cache, indexes of its files."},
      {"suggestd_commit_syncs_total", counter, "", "Syncs to disk by writes; many requests share one."},
      {"suggestd_commit_refused_busy_total", counter, "",
       "Writes that were refused because too many waited."},
      {"suggestd_commit_waiting", gauge, "", "Changes that wait to be written."},
      {"suggestd_rocksdb_background_errors", gauge, "",
       "Flushes and compactions that failed since the database was opened."},
      {"suggestd_rocksdb_writes_stopped", gauge, "",
       "1 while the database lets no write through until it has compacted."},
      {"suggestd_rocksdb_stalled_seconds_total", counter, "",
       "Time for which the database held writes up, in whole seconds."},
      {"suggestd_rocksdb_pending_compaction_bytes", gauge, "", "What compaction has yet to rewrite, about."},
      {"suggestd_rocksdb_compacted_bytes_total", counter, "", "Bytes that compactions have written."},
      {"suggestd_rocksdb_cache_hits_total", counter, "", "Blocks that reads found in the cache."},
      {"suggestd_rocksdb_cache_misses_total", counter, "", "Blocks that reads had to fetch."},
      {"suggestd_watch_alarms", gauge, "condition,shop",
       "Alarms of the server's own watch that are raised; absent: none. `shop` is empty for those of the "
       "server. "
       "/v1/status says more."},
      {"suggestd_watch_waiting_notices", gauge, "receiver",
       "Notices that a receiver of the watch has yet to be told, because the last try failed."},
      {"suggestd_config_last_reload_successful", gauge, "",
       "1 if the last reload of the configuration was applied, else 0: all goes on by the old one, and the "
       "log and GET /v1/config say why."},
      {"suggestd_config_last_reload_success_timestamp_seconds", gauge, "",
       "When a reload was last applied, in seconds since 1970; absent: not since the start."},
  };
  return table;
}

std::string metrics_reference() {
  std::string out =
      "# Metrics\n\nGenerated by `suggestd check-config --print-metrics` from `src/base/metrics_table.cc`; "
      "do "
      "not edit. Served as Prometheus text at `/metrics` of the administration listener.\n\n"
      "| name | kind | labels | meaning |\n|---|---|---|---|\n";
  for (const MetricFamily& family : metrics_table())
    out += fmt::format("| `{}` | {} | {} | {} |\n", family.name, kind_name(family.kind), family.labels,
                       family.help);
  return out +
         "\nBuckets of every histogram, in seconds: " + fmt::format("{}", fmt::join(kSecondBuckets, ", ")) +
         ".\n";
}

}  // namespace suggestd
