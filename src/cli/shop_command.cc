#include "cli/shop_command.h"

#include <unistd.h>

#include <iostream>
#include <memory>
#include <string>

#include <fmt/format.h>

#include "base/json_tree.h"
#include "base/percent.h"
#include "base/unique_id.h"
#include "cli/owner_call.h"
#include "records/json_reader.h"

namespace suggestd::cli {
namespace {

struct Flags {
  ConfigFlags config;
  std::string name;
  std::string job_id;
  bool json = false;
  bool yes = false;
  std::string currency;   // of a new shop; "": none
  std::string time_zone;  // the same
};

std::string text_of(const Json& object, const char* name) {
  return object.contains(name) && object[name].is_string() ? object[name].get<std::string>() : "-";
}

void print_shops(const std::string& body) {
  const auto shops = parse_json(body);
  if (!shops) return;
  fmt::print("{:<10} {:<20} {}\n", "STATE", "CREATED", "NAME");
  for (const Json& shop : shops->root()["shops"]) {
    fmt::print("{:<10} {:<20.19} {}\n", text_of(shop, "state"), text_of(shop, "created_at"),
               text_of(shop, "name"));
  }
}

void print_state(const std::string& body) {
  const auto shop = parse_json(body);
  if (shop)
    fmt::print("the shop '{}' is {}\n", text_of(shop->root(), "name"), text_of(shop->root(), "state"));
}

void print_deleted(const std::string& body) {
  const auto job = parse_json(body);
  if (!job) return;
  const Json& receipt = job->root()["result"];
  fmt::print("the shop '{}' is deleted: {} orders, {} products, {} people; {} backups still hold it\n",
             text_of(receipt, "shop"), json_text(receipt["counts"]["orders"]),
             json_text(receipt["counts"]["products"]), json_text(receipt["counts"]["users"]),
             receipt["backups_that_hold_it"].size());
}

void print_exported(const std::string& body) {
  const auto job = parse_json(body);
  if (!job) return;
  const Json& result = job->root()["result"];
  for (const Json& file : result["files"])
    fmt::print("{:>12} lines  {}\n", json_text(file["lines"]), text_of(file, "file"));
  fmt::print("{}\n", text_of(result, "folder"));
}

// A person at a terminal types the name again; a script has said what it wants.
bool is_meant(const Flags& flags) {
  if (flags.yes || ::isatty(STDIN_FILENO) == 0) return true;
  fmt::print(stderr, "This deletes the shop '{}' with all its orders. Type its name to go on: ", flags.name);
  std::string typed;
  return std::getline(std::cin, typed) && typed == flags.name;
}

std::string path_of(const std::string& name) { return "/v1/shops/" + http::encode_percent(name); }

OwnerRequest patch(const std::string& name, const char* state) {
  return {"PATCH", path_of(name), json_text(Json{{"state", state}})};
}

CLI::App* add_named(CLI::App& shop, const char* name, const char* help, Flags& flags) {
  CLI::App* command = shop.add_subcommand(name, help);
  add_config_flags(*command, flags.config);
  command->add_option("NAME", flags.name, "The shop's name")->required();
  command->add_flag("--json", flags.json, "Print one JSON object");
  return command;
}

void add_plain(CLI::App& shop, ExitStatus& status, const char* name, const char* help,
               OwnerRequest (*request)(const std::string& name)) {
  const auto flags = std::make_shared<Flags>();
  add_named(shop, name, help, *flags)->callback([flags, request, &status] {
    status = run_as_owner(flags->config, request(flags->name), flags->json ? print_json : print_state);
  });
}

void add_create(CLI::App& shop, ExitStatus& status) {
  const auto flags = std::make_shared<Flags>();
  CLI::App* command =
      add_named(shop, "create", "Make a shop; 'suggestd key create --shop NAME' makes its keys", *flags);
  command->add_option(
      "--currency", flags->currency,
      "Of prices that name none, and of reports, such as EUR; without it each price must name its own");
  command->add_option("--time-zone", flags->time_zone,
                      "Of the shop's day, such as Europe/Berlin; without it UTC");
  command->callback([flags, &status] {
    Json body{{"name", flags->name}};
    if (!flags->currency.empty()) body["settings"]["currency"] = flags->currency;
    if (!flags->time_zone.empty()) body["settings"]["time_zone"] = flags->time_zone;
    status = run_as_owner(flags->config, {"POST", "/v1/shops", json_text(body)},
                          flags->json ? print_json : print_state);
  });
}

void add_list(CLI::App& shop, ExitStatus& status) {
  const auto flags = std::make_shared<Flags>();
  CLI::App* list = shop.add_subcommand("list", "List all shops");
  add_config_flags(*list, flags->config);
  list->add_flag("--json", flags->json, "Print one JSON object");
  list->callback([flags, &status] {
    status = run_as_owner(flags->config, {"GET", "/v1/shops"}, flags->json ? print_json : print_shops);
  });
}

void add_delete(CLI::App& shop, ExitStatus& status) {
  const auto flags = std::make_shared<Flags>();
  CLI::App* command =
      add_named(shop, "delete", "Delete a shop with all that it holds, and revoke its keys", *flags);
  command->add_flag("--yes", flags->yes, "Don't ask, also at a terminal");
  command->callback([flags, &status] {
    if (!is_meant(*flags)) {
      fmt::print(stderr, "suggestd: nothing was deleted\n");
      status = ExitStatus::usage;
      return;
    }
    const OwnerRequest request{"DELETE", path_of(flags->name), json_text(Json{{"confirm", flags->name}}),
                               true};
    status = run_as_owner(flags->config, request, flags->json ? print_json : print_deleted);
  });
}

void add_export(CLI::App& shop, ExitStatus& status) {
  const auto flags = std::make_shared<Flags>();
  CLI::App* command =
      add_named(shop, "export", "Write all that a shop holds into a folder of export.folder", *flags);
  command->add_option("--job-id", flags->job_id, "Id of the job; the same id again waits for the same job");
  command->callback([flags, &status] {
    const std::string id = flags->job_id.empty() ? make_uuid7() : flags->job_id;
    const OwnerRequest request{"PUT", "/v1/jobs/" + http::encode_percent(id),
                               json_text(Json{{"kind", "shop-export"}, {"shop", flags->name}}), true};
    status = run_as_owner(flags->config, request, flags->json ? print_json : print_exported);
  });
}

}  // namespace

void add_shop_command(CLI::App& program, ExitStatus& status) {
  CLI::App* command = program.add_subcommand(
      "shop", "Make, list, suspend, resume, export and delete shops, whether or not the server runs");
  command->require_subcommand(1);
  add_create(*command, status);
  add_list(*command, status);
  add_plain(*command, status, "suspend", "Refuse the shop's keys; its data stays, and it goes on learning",
            [](const std::string& name) { return patch(name, "suspended"); });
  add_plain(*command, status, "resume", "Take the shop's keys again",
            [](const std::string& name) { return patch(name, "active"); });
  add_export(*command, status);
  add_delete(*command, status);
}

}  // namespace suggestd::cli
