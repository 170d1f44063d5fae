#include "cli/serve_command.h"

#include <csignal>
#include <filesystem>
#include <memory>
#include <vector>

#include <fmt/format.h>

#include "access/key_ring.h"
#include "access/people.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/open_files.h"
#include "base/owner_file.h"
#include "base/time.h"
#include "base/version.h"
#include "cli/running_config.h"
#include "cli/server_options.h"
#include "cli/systemd_notify.h"
#include "cli/watchdog.h"
#include "http/server.h"
#include "settings/config_together.h"
#include "shop/shops.h"

namespace suggestd::cli {
namespace {

// The signals that are blocked in every thread from before the first one is started; the main thread alone
// takes them.
sigset_t handled_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
  return signals;
}

// Makes the keys that are needed to begin, at the first start. They go into a file that the owner of the
// store alone can read, because printed text ends up in journals, which others read and which keep it. The
// file comes first: after a crash in between, the next start makes other keys, and nobody is left without.
Status make_first_keys(http::KeyRing& keys, const std::filesystem::path& store,
                       const std::string& config_file) {
  std::vector<http::NewKey> made;
  std::string shown;
  const auto make = [&](std::string_view whose, std::string_view shop, http::ScopeSet scopes) {
    made.push_back(http::make_key(shop, scopes));
    shown += fmt::format("  {:<16} {}\n", whose, made.back().text);
  };
  if (!keys.has_admin()) make("administrator", "", http::kAdminScopes);
  if (!keys.has_shop_key()) make("shop \"default\"", "default", http::kShopScopes);
  if (made.empty()) return {};
  const auto file = http::leave_first_keys(
      store,
      fmt::format(
          "The first keys of this store, which itself keeps their hashes alone. Put them where they are "
          "needed, and delete this file.\n{}"
          "Make more with:  suggestd key create --config {} [--shop NAME] [--scopes LIST]\n",
          shown, config_file.empty() ? "FILE" : config_file));
  if (!file) return file.error();
  for (const http::NewKey& key : made) {
    if (Status added = keys.add(key); !added) return added;
  }
  log_info("the first keys are in a file; take them out of it and delete it", {{"file", file->string()}});
  return {};
}

// While nobody can sign in, each start leaves a link that makes the first owner. A full disk must not keep the
// server from answering, so this only tells of it.
void leave_first_link(http::People& people, const Config& config) {
  const auto token = people.make_first_token(now());
  if (!token) return log_error("the first link could not be made", {{"error", token.error().message()}});
  if (token->empty()) return;
  const std::filesystem::path file = std::filesystem::path(config.store.path) / "first-link";
  const Status left = write_owner_file(
      file,
      fmt::format("Open this link within an hour to become the first owner of this server. It works once.\n"
                  "  {}://{}/#/first/{}\n",
                  config.http.admin_tls_certificate.empty() ? "http" : "https", config.http.admin_listen,
                  *token));
  if (!left) return log_error("the first link could not be left", {{"error", left.error().message()}});
  log_info("nobody can sign in yet: the link for the first owner is in a file", {{"file", file.string()}});
}

void wait_for_end(RunningConfig& config) {
  const sigset_t signals = handled_signals();
  for (;;) {
    int signal = 0;
    if (sigwait(&signals, &signal) != 0) continue;
    if (signal != SIGHUP) {
      log_info("stopping", {{"signal", signal == SIGTERM ? "SIGTERM" : "SIGINT"}});
      return;
    }
    notify_systemd("RELOADING=1");
    config.reload();
    notify_systemd("READY=1");
  }
}

// Shares out the descriptors. If the operating system gives too few, connections are fewer than the
// configuration says: the store's descriptors come first, because without them no order is taken.
store::StoreOptions share_out_open_files(http::ServerOptions& server, store::StoreOptions store) {
  const std::uint64_t limit = raise_open_files_limit();
  const OpenFilesPlan plan = plan_open_files(limit, wanted_connections(server));
  if (plan.lowered) log_warning(explain(plan, limit));
  serve_at_most(plan.connections, server);
  store.open_files = plan.store_files;
  return store;
}

ExitStatus run(const ConfigFlags& flags) {
  auto loaded = load_config(flags);
  if (!loaded) {
    fmt::print(stderr, "{}\n", loaded.error().message());
    return ExitStatus::config;
  }
  apply_log(loaded->config);
  for (const std::string& remark : config_remarks(*loaded)) log_warning(remark);
  const sigset_t signals = handled_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);

  http::ServerOptions options = server_options(loaded->config);
  auto shops = shop::Shops::open(share_out_open_files(options, store_options(loaded->config)),
                                 shop_options(loaded->config), retention_options(loaded->config),
                                 shop::ErasureOptions{loaded->config.backup.folder, options.jobs.exports},
                                 standard_settings(loaded->config));
  if (!shops) return fail(shops.error());
  auto keys = http::KeyRing::open((*shops)->store().meta(), loaded->config.store.path);
  if (!keys) return fail(keys.error());
  if (const Status made = make_first_keys(**keys, loaded->config.store.path, flags.file); !made)
    return fail(made.error());
  auto people = http::People::open((*shops)->store().meta());
  if (!people) return fail(people.error());
  leave_first_link(**people, loaded->config);
  RunningConfig config(flags, *loaded, **shops);
  options.config = config.door();
  auto watch = watch_options(loaded->config);
  if (!watch) return fail(watch.error());
  options.watch = *std::move(watch);
  auto server = http::Server::start(options, **shops, **keys, **people);
  if (!server) return fail(server.error());
  config.attach(server->get());
  gauge("suggestd_config_last_reload_successful").set(1);
  log_info("serving", {{"version", kVersion},
                       {"shop_listen", (*server)->shop_address()},
                       {"admin_listen", (*server)->admin_address()},
                       {"store", loaded->config.store.path}});
  notify_systemd("READY=1");
  {
    const Watchdog watchdog(**shops);
    wait_for_end(config);
  }
  notify_systemd("STOPPING=1");
  config.attach(nullptr);
  (*server)->stop();
  server->reset();
  people->reset();
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
