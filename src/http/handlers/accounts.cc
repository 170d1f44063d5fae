#include "http/handlers/accounts.h"

#include <algorithm>

#include <fmt/format.h>

#include "access/limits.h"
#include "access/people.h"
#include "base/json_text.h"
#include "base/time.h"
#include "http/handlers/account_answer.h"
#include "http/handlers/account_request.h"
#include "http/handlers/registration.h"
#include "http/services.h"

namespace suggestd::http {
namespace {

// An account is seen by who administers the server, or a shop that it has a role in.
bool is_seen(const Caller& caller, const AccountRecord& account) {
  return caller.shop.empty() ||
         std::ranges::any_of(account.roles, [&](const HeldRole& held) { return held.shop == caller.shop; });
}

// ... and changed by who could give and take all of its roles: a new link to an account is as good as its roles.
bool is_managed(const Caller& caller, const AccountRecord& account) {
  return std::ranges::all_of(account.roles, [&](const HeldRole& held) { return may_manage(caller, held); }) &&
         (caller.shop.empty() || !account.roles.empty());
}

Result<Accounts::Pointer> seen_account(const Request& request, const Services& services) {
  const std::string_view id = request.path_value("account_id");
  Accounts::Pointer account = services.people->accounts->find(id);
  if (account == nullptr || !is_seen(*request.caller, *account))
    return not_found(fmt::format("there is no account '{}'", id));
  return account;
}

Result<Accounts::Pointer> managed_account(const Request& request, const Services& services) {
  auto account = seen_account(request, services);
  if (account && !is_managed(*request.caller, **account))
    return Error(ErrorKind::denied, "this account has roles that yours do not let you give or take");
  return account;
}

// Each role must be one that the caller may give, in a shop that there is.
Status check_roles(const Request& request, const Services& services, const std::vector<HeldRole>& roles) {
  for (std::size_t i = 0; i < roles.size(); ++i) {
    const HeldRole& held = roles[i];
    if (!may_manage(*request.caller, held)) {
      return Error(ErrorKind::denied,
                   fmt::format(
                       "your roles do not let you make somebody {} {}", role_name(held.role),
                       held.shop.empty() ? "for the server" : fmt::format("of the shop '{}'", held.shop)))
          .add_field(fmt::format("/roles/{}", i), "is not yours to give");
    }
    if (!held.shop.empty() && !services.administration.get(held.shop))
      return invalid_field(fmt::format("/roles/{}/shop", i),
                           fmt::format("there is no shop '{}'; GET /v1/shops lists them", held.shop));
  }
  return {};
}

// Strangers must not use up the places of everybody else's people.
Status check_room(const Request& request, const Services& services) {
  if (!is_stranger(request, services)) return {};
  const auto accounts = services.people->accounts->list();
  const auto known = std::ranges::count_if(
      accounts, [&](const auto& account) { return is_seen(*request.caller, *account); });
  if (static_cast<std::uint64_t>(known) < limits::kRegisteredPeople.most) return {};
  return conflict(fmt::format("this shop has {} people already, the most of one that was registered", known));
}

// An account without a role would be counted for no shop, and so be one more than check_room() allows.
Status check_some_role(const Request& request, const Services& services, const std::vector<HeldRole>& roles) {
  if (!roles.empty() || !is_stranger(request, services)) return {};
  return invalid_field("/roles", "is empty: give a role in your shop, or delete the account");
}

// A shop that was deleted while a role in it was stored must not leave the role to a later shop of its name.
Status drop_roles_of_deleted(Services& services, const std::vector<HeldRole>& roles) {
  for (const HeldRole& held : roles) {
    if (held.shop.empty() || services.administration.get(held.shop)) continue;
    if (Status forgotten = services.people->accounts->forget_shop(held.shop); !forgotten) return forgotten;
  }
  return {};
}

// The one shop that all of the account's roles are in; "" if there is none.
std::string shop_of(const AccountRecord& account) {
  if (account.roles.empty()) return "";
  const std::string& shop = account.roles.front().shop;
  const bool all =
      std::ranges::all_of(account.roles, [&](const HeldRole& held) { return held.shop == shop; });
  return all ? shop : "";
}

Response account_response(int status, const Request& request, const AccountRecord& account) {
  Response response = json_response(status, "");
  JsonWriter out(response.body);
  out.begin_object();
  write_account(out, account, request.caller->shop);
  out.end_object();
  response.audit.shop = shop_of(account);
  return response;
}

// The only answer that ever holds the token. The link leads to the address that the administrator's browser shows.
Response invited_response(const Request& request, const Services& services, const AccountRecord& account,
                          const std::string& token) {
  Response response = json_response(201, "");
  JsonWriter out(response.body);
  out.begin_object();
  write_account(out, account, request.caller->shop);
  std::string origin(request.header("Origin"));
  if (origin.empty() && !services.admin_address.empty()) origin = "http://" + services.admin_address;
  out.key("invitation")
      .begin_object()
      .member("token", token)
      .member("link", fmt::format("{}/#/invitation/{}", origin, token))
      .member("expires_at", to_rfc3339(account.invitation->expires))
      .end_object()
      .end_object();
  response.header("Location", fmt::format("/v1/accounts/{}", account.account_id));
  response.header("Cache-Control", "no-store");
  response.audit.shop = shop_of(account);
  return response;
}

Result<Response> post_account(const Request& request, Services& services) {
  const auto wanted = parse_account_request(request.body, true);
  if (!wanted) return wanted.error();
  if (Status good = check_roles(request, services, *wanted->roles); !good) return std::move(good).error();
  if (Status some = check_some_role(request, services, *wanted->roles); !some) return std::move(some).error();
  if (Status room = check_room(request, services); !room) return std::move(room).error();
  AccountRecord account = make_account(request.caller->key_id, now());
  account.email = *wanted->email;
  account.name = wanted->name.value_or("");
  account.roles = *wanted->roles;
  account.unvouched = is_stranger(request, services);
  const std::string token = invite(account, account.created + kInvitationLives);
  const auto added = services.people->accounts->add(std::move(account));
  if (!added) return added.error();
  if (Status dropped = drop_roles_of_deleted(services, *wanted->roles); !dropped)
    return std::move(dropped).error();
  return invited_response(request, services, **added, token);
}

Result<Response> get_accounts(const Request& request, Services& services) {
  Response response;
  JsonWriter out(response.body);
  out.begin_object().key("accounts").begin_array();
  for (const Accounts::Pointer& account : services.people->accounts->list()) {
    if (!is_seen(*request.caller, *account)) continue;
    out.begin_object();
    write_account(out, *account, request.caller->shop);
    out.end_object();
  }
  out.end_array().end_object();
  return response;
}

Result<Response> get_account(const Request& request, Services& services) {
  const auto account = seen_account(request, services);
  if (!account) return account.error();
  return account_response(200, request, **account);
}

Result<Response> patch_account(const Request& request, Services& services) {
  const auto wanted = parse_account_request(request.body, false);
  if (!wanted) return wanted.error();
  const auto account = managed_account(request, services);
  if (!account) return account.error();
  if (wanted->roles) {
    if (Status good = check_roles(request, services, *wanted->roles); !good) return std::move(good).error();
    if (Status some = check_some_role(request, services, *wanted->roles); !some)
      return std::move(some).error();
  }
  const auto changed =
      services.people->accounts->change((*account)->account_id, [&](AccountRecord& record) -> Status {
        if (record.generation != (*account)->generation)
          return conflict("the account was changed at the same moment; look at it again");
        // An account of another address is another person's, for a provider too.
        if (wanted->email && *wanted->email != record.email) {
          unbind(record);
          record.unvouched = record.unvouched || is_stranger(request, services);
        }
        if (wanted->email) record.email = *wanted->email;
        if (wanted->name) record.name = *wanted->name;
        if (wanted->roles) record.roles = *wanted->roles;
        ++record.generation;
        return {};
      });
  if (!changed) return changed.error();
  if (wanted->roles) {
    if (Status dropped = drop_roles_of_deleted(services, *wanted->roles); !dropped)
      return std::move(dropped).error();
  }
  return account_response(200, request, **changed);
}

Result<Response> delete_account(const Request& request, Services& services) {
  const auto account = managed_account(request, services);
  if (!account) return account.error();
  if (Status removed = services.people->accounts->remove((*account)->account_id); !removed)
    return std::move(removed).error();
  return account_response(200, request, **account);
}

// The person may go on with the password until the link is used.
Result<Response> post_new_invitation(const Request& request, Services& services) {
  const auto account = managed_account(request, services);
  if (!account) return account.error();
  std::string token;
  const auto changed =
      services.people->accounts->change((*account)->account_id, [&](AccountRecord& record) -> Status {
        if (!is_managed(*request.caller, record))
          return Error(ErrorKind::denied, "the account was given more roles at the same moment");
        token = invite(record, now() + kInvitationLives);
        return {};
      });
  if (!changed) return changed.error();
  return invited_response(request, services, **changed, token);
}

Route account_route(std::string_view method, std::string_view path, std::string_view summary,
                    Handler handler) {
  Route route{.method = method, .path = path, .tag = "People", .summary = summary};
  route.scope = Scope::admin;
  route.serves = Serves::admin;
  route.within_shop = true;
  route.response_schema = "Account";
  route.handler = handler;
  return route;
}

}  // namespace

void add_account_routes(std::vector<Route>& routes) {
  Route post =
      account_route("POST", "/v1/accounts",
                    "Makes an account, and a link by which its person sets a password. The answer is the "
                    "only place where the link ever stands.",
                    post_account);
  post.body = Body::json;
  post.request_schema = "AccountRequest";
  post.response_schema = "InvitedAccount";
  post.idempotency_key = IdempotencyKey::refused;
  post.statuses = {201, 409};
  routes.push_back(post);

  Route list = account_route("GET", "/v1/accounts", "The people of the server, or of one shop, oldest first.",
                             get_accounts);
  list.response_schema = "Accounts";
  list.statuses = {200};
  routes.push_back(list);

  constexpr std::string_view kOne = "/v1/accounts/{account_id}";
  Route get = account_route("GET", kOne, "One account.", get_account);
  get.statuses = {200, 404};
  routes.push_back(get);

  Route patch = account_route("PATCH", kOne,
                              "Changes the address, the name or the roles. The sessions of the account end.",
                              patch_account);
  patch.body = Body::json;
  patch.request_schema = "AccountChange";
  patch.statuses = {200, 404, 409};
  routes.push_back(patch);

  Route remove =
      account_route("DELETE", kOne, "Deletes an account. Its sessions end at once.", delete_account);
  remove.statuses = {200, 404};
  routes.push_back(remove);

  Route invitation =
      account_route("POST", "/v1/accounts/{account_id}/invitation",
                    "Makes a new link, for who has lost the password or the second factor: using it "
                    "sets a new password and removes the second factor.",
                    post_new_invitation);
  invitation.response_schema = "InvitedAccount";
  invitation.idempotency_key = IdempotencyKey::refused;
  invitation.statuses = {201, 404};
  routes.push_back(invitation);
}

}  // namespace suggestd::http
