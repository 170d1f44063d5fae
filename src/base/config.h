// The settings of one server, and where each came from.
//
// Order    built-in default < file < environment < --set. Each key is one row of config_table.h: name,
//          type, unit, range, default, reload class, help; everything about keys is made from there.
// Errors   all problems of a file at once, each as "FILE:LINE:COLUMN: what is wrong", an unknown key with
//          the nearest valid name.
// Threads  plain values.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace suggestd {

struct Config {
  struct Http {
    std::string shop_listen;
    std::string admin_listen;
    std::int64_t max_connections = 0;
    std::int64_t max_streams = 0;
    std::int64_t keep_alive_seconds = 0;
    std::int64_t request_timeout_seconds = 0;
    std::int64_t max_body_bytes = 0;
    std::int64_t max_bulk_lines = 0;
    std::int64_t stream_heartbeat_seconds = 0;
    double requests_per_second = 0;
    std::int64_t request_burst = 0;
  } http;
  struct Store {
    std::string path;
    std::string order_durability;
    std::string event_durability;
    std::string product_durability;
    std::string user_durability;
    std::int64_t buffered_sync_ms = 0;
  } store;
  // How long the log keeps what it need not keep; 0: for ever, any size.
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
  } backup;
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
    std::int64_t trending_half_life_hours = 0;
  } model;
  struct Catalogue {
    double most_hidden = 0;
  } catalogue;
  struct Attribution {
    std::int64_t window_hours = 0;
  } attribution;
  struct Log {
    std::string level;
    std::string format;
    bool requests = false;
  } log;

  // [[scenario]] tables, each as JSON text, in the order of the file.
  std::vector<std::string> scenarios;
};

struct ConfigSources {
  std::optional<std::string> file;                 // none: defaults alone
  std::map<std::string, std::string> environment;  // only names that begin with SUGGESTD_ matter
  std::vector<std::string> settings;               // "http.shop_listen=127.0.0.1:0", from --set
};

struct LoadedConfig {
  Config config;
  std::map<std::string, std::string, std::less<>> origins;  // key -> "default", "file:3:1", "environment"...
};

// Errors: invalid, with one line for each problem; io if the file can't be read.
Result<LoadedConfig> load_config(const ConfigSources& sources);

// All keys at their defaults.
Config default_config();

// The variables of this process that load_config looks at.
std::map<std::string, std::string> config_environment();

// "http.shop_listen" -> "SUGGESTD_HTTP__SHOP_LISTEN".
std::string environment_name(std::string_view key);

}  // namespace suggestd
