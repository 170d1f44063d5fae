#include "cli/key_command.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include <fmt/format.h>

#include "access/key_ring.h"
#include "base/ids.h"
#include "base/json_tree.h"
#include "base/percent.h"
#include "cli/owner_call.h"
#include "records/json_reader.h"
#include "store/format_file.h"
#include "store/open_beside.h"
#include "store/store.h"

namespace suggestd::cli {
namespace {

constexpr std::string_view kFirstShop = "default";  // made at the first start

struct Flags {
  ConfigFlags config;
  std::string shop;
  bool shop_given = false;
  std::string scopes;
  std::int64_t units_per_day = 0;
};

constexpr const char* kUnitsHelp =
    "Units of work that the key may use of each day of its shop, beside what the shop may; without it, or 0: "
    "no limit";

// A running server writes the name of a new shop into the store.
Result<std::vector<std::string>> names_of_shops(const std::filesystem::path& path) {
  const auto store = store::open_beside_server(path);
  if (!store && store.error().kind() != ErrorKind::not_found) return store.error();
  std::vector<std::string> names;
  if (store) {
    for (const store::ShopEntry& shop : (*store)->shops().all()) names.push_back(shop.name);
  }
  if (names.empty()) names.emplace_back(kFirstShop);
  return names;
}

// Before the first start a key waits for it; in the place of a store that is not there it would be lost.
Status check_store(const std::filesystem::path& path) {
  Status format = store::check_format_file(path);
  if (!format) return format.error().kind() == ErrorKind::not_found ? Status() : std::move(format);
  return store::check_database_is_there(path);
}

Status check_shop(const std::string& shop, const std::filesystem::path& path) {
  if (shop == kFirstShop) return {};
  const auto names = names_of_shops(path);
  if (!names) return names.error().with_context("the store's shops can't be read");
  if (std::find(names->begin(), names->end(), shop) != names->end()) return {};
  return not_found(
      fmt::format("--shop: there is no shop '{}'; there are: {}", shop, fmt::join(*names, ", ")));
}

ExitStatus wrong_usage(std::string_view text) {
  fmt::print(stderr, "suggestd: {}\n", text);
  return ExitStatus::usage;
}

// Leaves the key's record beside the store, so that this works whether or not a server runs.
ExitStatus create(const Flags& flags) {
  const auto loaded = load_config(flags.config);
  if (!loaded) {
    fmt::print(stderr, "{}\n", loaded.error().message());
    return ExitStatus::config;
  }
  const auto scopes =
      flags.scopes.empty() ? Result<http::ScopeSet>(http::kShopScopes) : http::parse_scopes(flags.scopes);
  if (!scopes) return wrong_usage(fmt::format("--scopes: {}", scopes.error().message()));
  const bool admin = http::has(*scopes, http::Scope::admin);
  const bool of_shop = !http::of_whole_server(*scopes);
  if (!of_shop && flags.shop_given) {
    return wrong_usage(fmt::format(
        "the scope '{0}' is for all shops, so its key belongs to none: leave --shop out, or leave '{0}' out "
        "of --scopes",
        http::scope_name(admin ? http::Scope::admin : http::Scope::watch)));
  }
  const std::string shop = flags.shop_given ? flags.shop : std::string(kFirstShop);
  if (const Status good = check_id(shop); !good)
    return wrong_usage(fmt::format("--shop: {}", good.error().message()));
  if (const Status there = check_store(loaded->config.store.path); !there) return fail(there.error());
  if (of_shop) {
    if (const Status known = check_shop(shop, loaded->config.store.path); !known) return fail(known.error());
  }
  http::NewKey key = http::make_key(of_shop ? shop : "", admin ? *scopes | http::kAdminScopes : *scopes);
  if (flags.units_per_day > 0) key.record.units_per_day = flags.units_per_day;
  if (const Status left = http::leave_new_key(loaded->config.store.path, key); !left)
    return fail(left.error().with_context("the key could not be left for the server"));
  fmt::print("{}\n", key.text);
  return ExitStatus::good;
}

// One line for each key.
void print_keys(const std::string& body) {
  const auto keys = parse_json(body);
  if (!keys) return;
  fmt::print("{:<13} {:<8} {:<20} {:<20} {:<10} {:<19} {}\n", "ID", "STATE", "SHOP", "CREATED", "LAST USED",
             "UNITS OF DAY", "SCOPES  NAME");
  for (const Json& key : keys->root()["keys"]) {
    std::vector<std::string> scopes;
    for (const Json& scope : key["scopes"]) scopes.push_back(scope.get<std::string>());
    const auto text = [&](const char* name) {
      return key[name].is_string() ? key[name].get<std::string>() : "-";
    };
    const Json& day = key["day"];
    const std::string used = day.is_object() ? fmt::format("{} of {}", day["used"].get<std::int64_t>(),
                                                           day["units"].get<std::int64_t>())
                                             : "-";
    fmt::print("{:<13} {:<8} {:<20} {:<20.19} {:<10} {:<19} {}  {}\n", text("key_id"), text("state"),
               text("shop"), text("created_at"), text("last_used"), used, fmt::join(scopes, ","),
               text("name"));
  }
}

void print_new_key(const std::string& body) {
  const auto key = parse_json(body);
  if (key) fmt::print("{}\n", key->root()["key"].get<std::string>());
}

void print_revoked(const std::string& body) {
  const auto key = parse_json(body);
  if (!key) return;
  fmt::print("the key {} opens nothing any more\n", key->root()["key_id"].get<std::string>());
}

void add_create(CLI::App& key, ExitStatus& status) {
  const auto flags = std::make_shared<Flags>();
  CLI::App* create_command =
      key.add_subcommand("create", "Make a key and print it, and nothing else, on standard output");
  add_config_flags(*create_command, flags->config);
  const CLI::Option* shop = create_command->add_option(
      "--shop", flags->shop, "The shop that the key belongs to; without it: default");
  create_command->add_option(
      "--scopes", flags->scopes,
      "Comma list of ingest, read, recommend, collect, merchandise, privacy; or admin, which is for all "
      "shops; or watch, which only sees how the server and its shops are; without it: ingest,read,recommend");
  create_command->add_option("--units-per-day", flags->units_per_day, kUnitsHelp)
      ->check(CLI::Range(std::int64_t{0}, http::kMostKeyUnitsADay));
  create_command->callback([flags, shop, &status] {
    flags->shop_given = shop->count() > 0;
    status = create(*flags);
  });
}

// By the owner's route, so that it has the route's checks and their words.
void add_page(CLI::App& key, ExitStatus& status) {
  struct PageFlags {
    ConfigFlags config;
    std::string shop{kFirstShop};
    std::vector<std::string> origins;
    std::vector<std::string> scenarios;
    std::int64_t units_per_day = 0;
    bool json = false;
  };
  const auto flags = std::make_shared<PageFlags>();
  CLI::App* page = key.add_subcommand("page", "Make a key that may stand in a shop's pages, and print it");
  add_config_flags(*page, flags->config);
  page->add_option("--shop", flags->shop, "The shop that it belongs to; without it: default");
  page->add_option("--origins", flags->origins, "Comma list of the pages' origins: https://shop.example")
      ->delimiter(',')
      ->required();
  page->add_option("--scenarios", flags->scenarios,
                   "Comma list of the scenarios that pages may ask for lists under; without it: no lists")
      ->delimiter(',');
  page->add_option("--units-per-day", flags->units_per_day, kUnitsHelp);
  page->add_flag("--json", flags->json, "Print one JSON object");
  page->callback([flags, &status] {
    const Json body{{"kind", "page"},
                    {"shop", flags->shop},
                    {"origins", flags->origins},
                    {"scenarios", flags->scenarios},
                    {"units_per_day", flags->units_per_day}};
    status = run_as_owner(flags->config, {"POST", "/v1/keys", json_text(body)},
                          flags->json ? print_json : print_new_key);
  });
}

void add_list(CLI::App& key, ExitStatus& status) {
  struct ListFlags {
    ConfigFlags config;
    std::string shop;
    bool json = false;
  };
  const auto flags = std::make_shared<ListFlags>();
  CLI::App* list = key.add_subcommand("list", "List all keys: never the keys themselves, which nobody keeps");
  add_config_flags(*list, flags->config);
  list->add_option("--shop", flags->shop, "Only the keys of this shop");
  list->add_flag("--json", flags->json, "Print one JSON object");
  list->callback([flags, &status] {
    const std::string query = flags->shop.empty() ? "" : "?shop=" + http::encode_percent(flags->shop);
    status = run_as_owner(flags->config, {"GET", "/v1/keys" + query}, flags->json ? print_json : print_keys);
  });
}

void add_of_one(CLI::App& key, ExitStatus& status, const char* name, const char* help,
                OwnerRequest (*request)(const std::string& key_id), void (*print)(const std::string&)) {
  struct OneFlags {
    ConfigFlags config;
    std::string key_id;
    bool json = false;
  };
  const auto flags = std::make_shared<OneFlags>();
  CLI::App* command = key.add_subcommand(name, help);
  add_config_flags(*command, flags->config);
  command->add_option("KEY_ID", flags->key_id, "Its id, as 'suggestd key list' shows it")->required();
  command->add_flag("--json", flags->json, "Print one JSON object");
  command->callback([flags, request, print, &status] {
    status = run_as_owner(flags->config, request(http::encode_percent(flags->key_id)),
                          flags->json ? print_json : print);
  });
}

}  // namespace

void add_key_command(CLI::App& program, ExitStatus& status) {
  CLI::App* command = program.add_subcommand("key", "Make, list, revoke and rotate API keys");
  command->require_subcommand(1);
  add_create(*command, status);
  add_page(*command, status);
  add_list(*command, status);
  add_of_one(
      *command, status, "revoke", "Revoke a key: it opens nothing from now on",
      [](const std::string& key_id) {
        return OwnerRequest{"DELETE", "/v1/keys/" + key_id};
      },
      print_revoked);
  add_of_one(
      *command, status, "rotate",
      "Make a key that opens the same, print it, and let the old one end in seven days",
      [](const std::string& key_id) {
        return OwnerRequest{"POST", "/v1/keys/" + key_id + "/rotate"};
      },
      print_new_key);
}

}  // namespace suggestd::cli
