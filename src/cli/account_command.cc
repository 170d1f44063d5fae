#include "cli/account_command.h"

#include <memory>
#include <string>

#include <fmt/format.h>

#include "base/json_tree.h"
#include "base/percent.h"
#include "cli/owner_call.h"
#include "records/json_reader.h"

namespace suggestd::cli {
namespace {

struct Flags {
  ConfigFlags config;
  std::string email;
  std::string role = "owner";
  std::string shop;
  std::string name;
  bool json = false;
};

std::string text_of(const Json& object, const char* name) {
  return object.contains(name) && object[name].is_string() ? object[name].get<std::string>() : "-";
}

std::string path_of(const std::string& account_id) {
  return "/v1/accounts/" + http::encode_percent(account_id);
}

std::string roles_of(const Json& account) {
  std::string roles;
  for (const Json& held : account["roles"]) {
    if (!roles.empty()) roles += ',';
    roles += text_of(held, "role");
    if (held["shop"].is_string()) roles += fmt::format(" of {}", text_of(held, "shop"));
  }
  return roles;
}

void print_accounts(const std::string& body) {
  const auto accounts = parse_json(body);
  if (!accounts) return;
  fmt::print("{:<14} {:<8} {:<20} {:<30} {}\n", "ID", "STATE", "LAST SIGN-IN", "ADDRESS", "ROLES");
  for (const Json& account : accounts->root()["accounts"]) {
    fmt::print("{:<14} {:<8} {:<20.19} {:<30} {}\n", text_of(account, "account_id"),
               text_of(account, "state"), text_of(account, "last_sign_in"), text_of(account, "email"),
               roles_of(account));
  }
}

void print_removed(const std::string& body) {
  const auto account = parse_json(body);
  if (account)
    fmt::print("the account of {} is removed, and its sessions have ended\n",
               text_of(account->root(), "email"));
}

// The id of the account with this address or id; "" if there is none.
Result<std::string> find_account(const Config& config, const std::string& wanted) {
  const auto answer = ask_as_owner(config, {"GET", "/v1/accounts"});
  if (!answer) return answer.error();
  const auto accounts = parse_json(answer->body);
  if (!accounts || answer->status != 200)
    return io_error("the accounts could not be listed: " + answer->body);
  for (const Json& account : accounts->root()["accounts"]) {
    if (text_of(account, "email") == wanted || text_of(account, "account_id") == wanted)
      return text_of(account, "account_id");
  }
  return std::string();
}

// An account that there is gets a new link and keeps its roles: so an owner who is locked out comes back.
OwnerRequest invitation_request(const Flags& flags, const std::string& account_id) {
  if (!account_id.empty()) return {"POST", path_of(account_id) + "/invitation"};
  Json role{{"role", flags.role}};
  if (!flags.shop.empty()) role["shop"] = flags.shop;
  const Json body{{"email", flags.email}, {"name", flags.name}, {"roles", Json::array({role})}};
  return {"POST", "/v1/accounts", json_text(body)};
}

// Finds the account first, then asks. `request` gets "" for an address that has none.
template <class MakeRequest>
ExitStatus ask_about(const Flags& flags, MakeRequest make_request,
                     const std::function<void(const LoadedConfig&, const std::string&)>& print) {
  const auto loaded = load_config(flags.config);
  if (!loaded) {
    fmt::print(stderr, "{}\n", loaded.error().message());
    return ExitStatus::config;
  }
  const auto account_id = find_account(loaded->config, flags.email);
  if (!account_id) return fail(account_id.error());
  return run_as_owner(flags.config, make_request(*account_id), [&](const std::string& body) {
    if (flags.json) return print_json(body);
    print(*loaded, body);
  });
}

ExitStatus invite(const Flags& flags) {
  return ask_about(
      flags, [&](const std::string& account_id) { return invitation_request(flags, account_id); },
      [](const LoadedConfig& loaded, const std::string& body) {
        const auto account = parse_json(body);
        if (!account) return;
        const Json& invitation = account->root()["invitation"];
        const Config::Http& http = loaded.config.http;
        fmt::print("{}://{}/#/invitation/{}\n", http.admin_tls_certificate.empty() ? "http" : "https",
                   http.admin_listen, text_of(invitation, "token"));
      });
}

ExitStatus remove(const Flags& flags) {
  return ask_about(
      flags,
      [&](const std::string& account_id) {
        return OwnerRequest{"DELETE", path_of(account_id.empty() ? flags.email : account_id)};
      },
      [](const LoadedConfig&, const std::string& body) { print_removed(body); });
}

CLI::App* add_of_one(CLI::App& account, const char* name, const char* help, Flags& flags) {
  CLI::App* command = account.add_subcommand(name, help);
  add_config_flags(*command, flags.config);
  command->add_option("EMAIL", flags.email, "The address that the person signs in with")->required();
  command->add_flag("--json", flags.json, "Print one JSON object");
  return command;
}

}  // namespace

void add_account_command(CLI::App& program, ExitStatus& status) {
  CLI::App* command =
      program.add_subcommand("account", "Invite, list and remove the people who administer this server");
  command->require_subcommand(1);
  const auto inviting = std::make_shared<Flags>();
  CLI::App* invite_command = add_of_one(
      *command, "invite",
      "Print a link by which the person sets a password; for an account that there is, a new one", *inviting);
  invite_command->add_option(
      "--role", inviting->role,
      "Of a new account: owner, merchant, analyst, support or operator; without it: owner");
  invite_command->add_option("--shop", inviting->shop,
                             "The shop that the role is for; without it: all of them");
  invite_command->add_option("--name", inviting->name, "The person's name");
  invite_command->callback([inviting, &status] { status = invite(*inviting); });

  const auto listing = std::make_shared<Flags>();
  CLI::App* list = command->add_subcommand("list", "List all accounts");
  add_config_flags(*list, listing->config);
  list->add_flag("--json", listing->json, "Print one JSON object");
  list->callback([listing, &status] {
    status =
        run_as_owner(listing->config, {"GET", "/v1/accounts"}, listing->json ? print_json : print_accounts);
  });

  const auto removing = std::make_shared<Flags>();
  add_of_one(*command, "remove", "Remove an account: its sessions end at once", *removing)
      ->callback([removing, &status] { status = remove(*removing); });
}

}  // namespace suggestd::cli
