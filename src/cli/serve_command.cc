#include "cli/serve_command.h"

#include <csignal>
#include <memory>

#include <fmt/format.h>

#include "base/config_table.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/version.h"
#include "cli/server_options.h"
#include "cli/systemd_notify.h"
#include "http/key_ring.h"
#include "http/server.h"
#include "shop/shops.h"

namespace suggestd::cli {
namespace {

// Blocked in every thread from before the first one is started, and taken by the main thread alone.
sigset_t handled_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
  return signals;
}

void apply_log(const Config& config) {
  set_log(parse_log_level(config.log.level), parse_log_format(config.log.format));
}

// The first start makes the keys that are needed to begin, and shows them this once.
Status make_first_keys(http::KeyRing& keys, const std::string& config_file) {
  std::string shown;
  const auto make = [&](std::string_view whose, std::string_view shop, http::ScopeSet scopes) -> Status {
    const http::NewKey key = http::make_key(shop, scopes);
    if (Status added = keys.add(key); !added) return added;
    shown += fmt::format("  {:<16} {}\n", whose, key.text);
    return {};
  };
  if (!keys.has_admin()) {
    if (Status made = make("administrator", "", http::kAdminScopes); !made) return made;
  }
  if (!keys.has_shop_key()) {
    if (Status made = make("shop \"default\"", "default", http::kShopScopes); !made) return made;
  }
  if (shown.empty()) return {};
  fmt::print(stderr,
             "suggestd: new keys, shown only this once; the store keeps their hashes alone:\n{}"
             "  make more with:  suggestd key create --config {} [--shop NAME] [--scopes LIST]\n",
             shown, config_file.empty() ? "FILE" : config_file);
  return {};
}

// SIGHUP: keys of class `live` are applied, others are named.
void reload(const ConfigFlags& flags, LoadedConfig& current, http::Server& server) {
  notify_systemd("RELOADING=1");
  const auto loaded = load_config(flags);
  gauge("suggestd_config_last_reload_successful").set(loaded ? 1 : 0);
  if (!loaded) {
    log_error("the configuration was not reloaded", {{"error", loaded.error().message()}});
    notify_systemd("READY=1");
    return;
  }
  for (const ConfigKey& key : config_table()) {
    if (key.reload == Reload::restart &&
        config_value(key, loaded->config) != config_value(key, current.config))
      log_warning("a changed key needs a restart", {{"key", key.name}});
  }
  current.config.log = loaded->config.log;
  apply_log(current.config);
  server.set_log_requests(current.config.log.requests);
  log_info("configuration reloaded");
  notify_systemd("READY=1");
}

void wait_for_end(const ConfigFlags& flags, LoadedConfig& current, http::Server& server) {
  const sigset_t signals = handled_signals();
  for (;;) {
    int signal = 0;
    if (sigwait(&signals, &signal) != 0) continue;
    if (signal != SIGHUP) {
      log_info("stopping", {{"signal", signal == SIGTERM ? "SIGTERM" : "SIGINT"}});
      return;
    }
    reload(flags, current, server);
  }
}

ExitStatus run(const ConfigFlags& flags) {
  auto loaded = load_config(flags);
  if (!loaded) {
    fmt::print(stderr, "{}\n", loaded.error().message());
    return ExitStatus::config;
  }
  apply_log(loaded->config);
  const sigset_t signals = handled_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);

  auto shops = shop::Shops::open(store_options(loaded->config), shop_options(loaded->config),
                                 retention_options(loaded->config));
  if (!shops) return fail(shops.error());
  auto keys = http::KeyRing::open((*shops)->store().meta(), loaded->config.store.path);
  if (!keys) return fail(keys.error());
  if (const Status made = make_first_keys(**keys, flags.file); !made) return fail(made.error());
  auto server = http::Server::start(server_options(loaded->config), **shops, **keys);
  if (!server) return fail(server.error());
  gauge("suggestd_config_last_reload_successful").set(1);
  log_info("serving", {{"version", kVersion},
                       {"shop_listen", (*server)->shop_address()},
                       {"admin_listen", (*server)->admin_address()},
                       {"store", loaded->config.store.path}});
  notify_systemd("READY=1");
  wait_for_end(flags, *loaded, **server);
  notify_systemd("STOPPING=1");
  (*server)->stop();
  server->reset();
  keys->reset();
  shops->reset();
  log_info("stopped");
  return ExitStatus::good;
}

}  // namespace

void add_serve_command(CLI::App& program, ExitStatus& status) {
  const auto flags = std::make_shared<ConfigFlags>();
  CLI::App* command =
      program.add_subcommand("serve", "Run the server until SIGTERM; SIGHUP reloads the configuration");
  add_config_flags(*command, *flags);
  command->callback([flags, &status] { status = run(*flags); });
}

}  // namespace suggestd::cli
