// The options of each layer, made from the configuration. The only place that knows both the keys and the
// options.
#pragma once

#include "base/open_files.h"
#include "http/server.h"
#include "learn/model_options.h"
#include "settings/config.h"
#include "shop/retention_schedule.h"
#include "shop/shop.h"
#include "shop/standard_settings.h"
#include "store/disk/options.h"
#include "watch/watch.h"

namespace suggestd::cli {

// Level and format of this process's log.
void apply_log(const Config& config);
store::StoreOptions store_options(const Config& config);
// The same for a server, a replay and an export: from one log all of them learn the same model.
learn::ModelOptions model_options(const Config& config);
// Requires: the configuration is checked; so for all below.
shop::ReadPolicy read_policy(const Config& config);
shop::ShopOptions shop_options(const Config& config);
shop::RetentionOptions retention_options(const Config& config);
shop::StandardSettings standard_settings(const Config& config);
// "unix:PATH": where a running server takes commands from the owner of its store.
std::string owner_socket(const Config& config);
http::Terms server_terms(const Config& config);
// Reads the files with the secrets of its tables. Errors: those of watch::read_secrets(), naming the table.
Result<watch::WatchOptions> watch_options(const Config& config);
// All but `watch`.
http::ServerOptions server_options(const Config& config);

// The connections of both listeners, and fewer of them where the operating system gives too few descriptors.
ConnectionCounts wanted_connections(const http::ServerOptions& options);
void serve_at_most(const ConnectionCounts& connections, http::ServerOptions& options);

}  // namespace suggestd::cli
