#include "access/roles.h"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

namespace suggestd::http {
namespace {

constexpr ScopeSet bits(std::initializer_list<Scope> scopes) {
  ScopeSet set = 0;
  for (const Scope scope : scopes) set |= static_cast<ScopeSet>(scope);
  return set;
}

struct RoleRow {
  Role role;
  std::string_view name;
  ScopeSet scopes;
  ScopeSet grants;
};

constexpr std::array kRoles = {
    RoleRow{Role::owner, "owner",
            bits({Scope::recommend, Scope::read, Scope::merchandise, Scope::privacy, Scope::admin}),
            kAllScopes},
    RoleRow{Role::merchant, "merchant", bits({Scope::recommend, Scope::read, Scope::merchandise}), 0},
    RoleRow{Role::analyst, "analyst", bits({Scope::recommend, Scope::read}), 0},
    RoleRow{Role::support, "support", bits({Scope::recommend, Scope::read, Scope::privacy}), 0},
    RoleRow{Role::operations, "operator", bits({Scope::recommend, Scope::read, Scope::admin}),
            bits({Scope::ingest, Scope::recommend, Scope::read, Scope::collect, Scope::merchandise,
                  Scope::watch})},
};

const RoleRow& row_of(Role role) { return *std::ranges::find(kRoles, role, &RoleRow::role); }

// The scopes that the roles held for the server open, and with a name those held in that shop.
struct Opened {
  ScopeSet scopes = 0;
  ScopeSet grants = 0;
};

Opened opened_by(std::span<const HeldRole> roles, std::string_view shop) {
  Opened opened;
  for (const HeldRole& held : roles) {
    if (!held.shop.empty() && held.shop != shop) continue;
    opened.scopes |= scopes_of(held.role);
    opened.grants |= grants_of(held.role);
  }
  return opened;
}

std::string_view shop_meant(std::span<const HeldRole> roles, std::string_view named) {
  if (!named.empty()) return named;
  const bool one_shop = !roles.empty() && std::ranges::all_of(roles, [&](const HeldRole& held) {
    return held.shop == roles.front().shop;
  });
  return one_shop && !roles.front().shop.empty() ? std::string_view(roles.front().shop) : "default";
}

}  // namespace

std::string_view role_name(Role role) { return row_of(role).name; }

Result<Role> parse_role(std::string_view name) {
  const auto found = std::ranges::find(kRoles, name, &RoleRow::name);
  if (found != kRoles.end()) return found->role;
  std::vector<std::string_view> names;
  for (const RoleRow& row : kRoles) names.push_back(row.name);
  return invalid(fmt::format("'{}' is no role; there are {}", name, fmt::join(names, ", ")));
}

ScopeSet scopes_of(Role role) { return row_of(role).scopes; }
ScopeSet grants_of(Role role) { return row_of(role).grants; }

Caller caller_of(std::string_view account_id, std::span<const HeldRole> roles, Scope needed,
                 std::string_view named, bool shop_route) {
  const Opened on_server = opened_by(roles, "");
  const std::string_view shop = shop_meant(roles, named);
  const Opened in_shop = opened_by(roles, shop);
  const bool whole_server = allows(on_server.scopes, needed);
  const Opened& opened = whole_server && !shop_route ? on_server : in_shop;
  Caller caller;
  caller.key_id = account_id;
  caller.shop = whole_server ? std::string_view() : shop;
  caller.scopes = opened.scopes;
  caller.kind = CallerKind::account;
  caller.grants = opened.grants;
  return caller;
}

bool may_grant(const Caller& caller, ScopeSet scopes) {
  return caller.kind != CallerKind::account || (scopes & ~caller.grants) == 0;
}

bool may_manage(const Caller& caller, const HeldRole& held) {
  const bool reached = caller.shop.empty() || held.shop == caller.shop;
  return reached && may_grant(caller, scopes_of(held.role));
}

}  // namespace suggestd::http
