// The settings of one server, as plain values: a struct for each section of the file.
//
// Each key is one row of settings/config_table.h: name, type, unit, range, default, reload class, help. All
// that the program says about keys is made from there.
//
// Threads  plain values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace suggestd {

struct Config {
  struct Http {
    std::string shop_listen;
    std::string admin_listen;
    std::string shop_tls_certificate;
    std::string shop_tls_key;
    std::string admin_tls_certificate;
    std::string admin_tls_key;
    std::int64_t max_connections = 0;
    std::int64_t max_streams = 0;
    std::int64_t keep_alive_seconds = 0;
    std::int64_t request_timeout_seconds = 0;
    std::int64_t max_body_bytes = 0;
    std::int64_t max_bulk_lines = 0;
    std::int64_t max_work_units = 0;
    std::int64_t max_answer_bytes = 0;
    std::int64_t stream_heartbeat_seconds = 0;
    double requests_per_second = 0;
    std::int64_t request_burst = 0;
    double address_requests_per_second = 0;
    std::int64_t address_request_burst = 0;
    std::int64_t address_connections = 0;
    std::string trusted_proxies;  // ranges with commas between
    std::string forwarded_by;
  } http;
  struct Limits {
    std::int64_t shop_units_per_second = 0;
    std::int64_t shop_units_per_day = 0;
    std::int64_t server_units_per_second = 0;
  } limits;
  struct Store {
    std::string path;
    std::string order_durability;
    std::string event_durability;
    std::string product_durability;
    std::string user_durability;
    std::int64_t buffered_sync_ms = 0;
    bool compress = true;
  } store;
  // The time and size for which the log keeps records that it need not keep; 0: for ever, any size.
  struct Kept {
    double days = 0;
    std::int64_t bytes = 0;
  };
  struct Retention {
    Kept orders, events, products, users, rules;
    std::int64_t every_seconds = 0;
    std::int64_t consumer_silence_seconds = 0;
  } retention;
  struct Backup {
    std::string folder;
    std::int64_t bytes_per_second = 0;
    double keep_days = 0;
  } backup;
  struct Jobs {
    std::int64_t workers = 0;
    std::int64_t history_days = 0;
  } jobs;
  struct Shop {
    std::string consent;
    std::string currency;   // "": none
    std::string time_zone;  // "": UTC
  } shop;
  struct Export {
    std::string folder;
  } exports;
  struct Outbound {
    std::string allowed_private;
    std::string ca_file;
  } outbound;
  struct Pictures {
    std::string folder;
    std::int64_t bytes = 0;
    std::int64_t days = 0;
  } pictures;
  struct Consistency {
    std::string standard;
    std::string strongest;
    std::int64_t wait_ms = 0;
    std::int64_t bound_records = 0;
    std::int64_t bound_ms = 0;
  } consistency;
  struct Model {
    std::int64_t dimensions = 0;
    double view_confidence = 0;
    double wishlist_confidence = 0;
    double cart_confidence = 0;
    double purchase_confidence = 0;
    std::int64_t half_life_days = 0;
    std::int64_t popular_half_life_days = 0;
    std::int64_t unlikely_events_per_hour = 0;
    bool leave_out_unlikely = false;
    std::int64_t trending_half_life_hours = 0;
    std::int64_t sleep_seconds = 0;
  } model;
  struct Catalogue {
    double most_hidden = 0;
    bool required = false;
  } catalogue;
  struct Attribution {
    std::int64_t window_hours = 0;
  } attribution;
  struct Watch {
    std::int64_t hold_seconds = 0;
    std::int64_t repeat_seconds = 0;
    double no_orders_false_alarms = 0;
    std::int64_t lag_seconds = 0;
    double disk_free_percent = 0;
    std::int64_t backup_seconds = 0;
    std::int64_t connector_seconds = 0;
    // [[watch.receiver]] tables, each as JSON text, in the order of the file.
    std::vector<std::string> receivers;
    // [[watch.server]] tables, the same.
    std::vector<std::string> servers;
  } watch;
  struct SignIn {
    std::string registration;
    std::int64_t registered_shops = 0;
  } sign_in;
  struct Log {
    std::string level;
    std::string format;
    bool requests = false;
    std::int64_t slow_request_ms = 0;
  } log;

  // [[scenario]] tables, each as JSON text, in the order of the file.
  std::vector<std::string> scenarios;
  // [[sign_in_provider]] tables, the same.
  std::vector<std::string> sign_in_providers;
};

}  // namespace suggestd
