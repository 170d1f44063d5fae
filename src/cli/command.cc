#include "cli/command.h"

#include <fmt/format.h>

#include "base/line_text.h"
#include "openid/provider_options.h"
#include "recommend/merchandise/scenario.h"
#include "watch/receiver.h"
#include "watch/watched_server.h"

namespace suggestd::cli {

ExitStatus exit_status(const Error& error) {
  switch (error.kind()) {
    case ErrorKind::invalid:
    case ErrorKind::corrupt:
    case ErrorKind::conflict:
    case ErrorKind::not_found:
    case ErrorKind::gone:
    case ErrorKind::too_costly:
    case ErrorKind::too_large:
    case ErrorKind::unsupported:
    case ErrorKind::denied:
      return ExitStatus::bad_data;
    case ErrorKind::busy:
    case ErrorKind::no_space:
    case ErrorKind::io:
      return ExitStatus::io;
    case ErrorKind::internal:
      return ExitStatus::internal;
  }
  return ExitStatus::internal;
}

ExitStatus fail(const Error& error) {
  std::string message;
  append_terminal_text(message, error.message());  // it may quote a file or an answer
  fmt::print(stderr, "suggestd: {}\n", message);
  return exit_status(error);
}

void add_config_flags(CLI::App& command, ConfigFlags& flags) {
  command.add_option("-c,--config", flags.file, "Configuration file (TOML); without it, the defaults")
      ->type_name("FILE");
  command.add_option("--set", flags.settings, "Sets one key, over the file and the environment")
      ->type_name("KEY=VALUE")
      ->expected(1)
      ->take_all();
}

namespace {

// Tables of the watch: their number, and what each says. The files that they name are read by who serves.
template <class Parse>
Status check_tables(std::string_view name, const std::vector<std::string>& tables,
                    const std::vector<std::string>& places, std::size_t most, Parse parse) {
  if (tables.size() > most)
    return invalid(fmt::format("{}: there may be {} [[{}]] tables at most", places[most], most, name));
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const auto read = parse(tables[i]);
    if (!read) return read.error().with_context(fmt::format("{}: [[{}]]", places[i], name));
  }
  return {};
}

Status check_watch(const LoadedConfig& loaded) {
  const Config::Watch& tables = loaded.config.watch;
  if (Status good = check_tables("watch.receiver", tables.receivers, loaded.receiver_places,
                                 watch::kMostReceivers, watch::parse_receiver);
      !good)
    return good;
  return check_tables("watch.server", tables.servers, loaded.server_places, watch::kMostWatchedServers,
                      watch::parse_watched_server);
}

}  // namespace

Result<LoadedConfig> load_config(const ConfigFlags& flags) {
  ConfigSources sources;
  if (!flags.file.empty()) sources.file = flags.file;
  sources.environment = config_environment();
  sources.settings = flags.settings;
  Result<LoadedConfig> loaded = suggestd::load_config(sources);
  if (!loaded) return loaded;
  for (std::size_t i = 0; i < loaded->config.scenarios.size(); ++i) {
    const Result<recommend::Scenario> read = recommend::parse_named_scenario(loaded->config.scenarios[i]);
    if (!read) return read.error().with_context(fmt::format("{}: [[scenario]]", loaded->scenario_places[i]));
  }
  if (Status good = check_watch(*loaded); !good) return std::move(good).error();
  const auto providers = openid::parse_providers(loaded->config.sign_in_providers, loaded->provider_places);
  if (!providers) return providers.error();
  return loaded;
}

}  // namespace suggestd::cli
