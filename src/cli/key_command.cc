#include "cli/key_command.h"

#include <memory>

#include <fmt/format.h>

#include "base/ids.h"
#include "http/key_ring.h"

namespace suggestd::cli {
namespace {

struct Flags {
  ConfigFlags config;
  std::string shop = "default";
  std::string scopes;
};

// The key's record is left beside the store, so that this works whether or not a server runs.
ExitStatus create(const Flags& flags) {
  const auto loaded = load_config(flags.config);
  if (!loaded) {
    fmt::print(stderr, "{}\n", loaded.error().message());
    return ExitStatus::config;
  }
  const auto scopes =
      flags.scopes.empty() ? Result<http::ScopeSet>(http::kShopScopes) : http::parse_scopes(flags.scopes);
  if (!scopes) {
    fmt::print(stderr, "suggestd: --scopes: {}\n", scopes.error().message());
    return ExitStatus::usage;
  }
  if (const Status good = check_id(flags.shop); !good) {
    fmt::print(stderr, "suggestd: --shop: {}\n", good.error().message());
    return ExitStatus::usage;
  }
  const bool admin = http::allows(*scopes, http::Scope::admin);
  const http::NewKey key =
      http::make_key(admin ? "" : flags.shop, admin ? *scopes | http::kAdminScopes : *scopes);
  if (const Status left = http::leave_new_key(loaded->config.store.path, key); !left)
    return fail(left.error().with_context("the key could not be left for the server"));
  fmt::print("{}\n", key.text);
  return ExitStatus::good;
}

}  // namespace

void add_key_command(CLI::App& program, ExitStatus& status) {
  const auto flags = std::make_shared<Flags>();
  CLI::App* command = program.add_subcommand("key", "Make API keys");
  command->require_subcommand(1);
  CLI::App* create_command =
      command->add_subcommand("create", "Make a key and print it, and nothing else, on standard output");
  add_config_flags(*create_command, flags->config);
  create_command->add_option("--shop", flags->shop, "The shop that the key belongs to")
      ->capture_default_str();
  create_command->add_option("--scopes", flags->scopes,
                             "Comma list of ingest, read, recommend, collect, privacy, admin; "
                             "without it: ingest,read,recommend");
  create_command->callback([flags, &status] { status = create(*flags); });
}

}  // namespace suggestd::cli
