// The roles of people, and what each of them opens.
//
// Reach    a role is held for one shop, or for the server: then it counts in every shop, and for what belongs to
//          none.
// Ingest   no role has it: records go in with keys, which programs hold.
// Grants   the scopes that a role may hand on, in keys and in the roles of others. An operator makes keys for
//          programs, but neither an administrator's key nor an owner: either would make the operator one.
// Threads  plain values and pure functions.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "access/scopes.h"
#include "base/result.h"

namespace suggestd::http {

enum class Role { owner, merchant, analyst, support, operations };

struct HeldRole {
  Role role = Role::analyst;
  std::string shop;  // "": for the server

  bool operator==(const HeldRole&) const = default;
};

std::string_view role_name(Role role);
// Errors: invalid, naming the valid ones.
Result<Role> parse_role(std::string_view name);

ScopeSet scopes_of(Role role);
ScopeSet grants_of(Role role);

// Who an account is for a route that needs `needed`: for the whole server if the roles held there open it; else
// kept to one shop, which is `named`, or the only one that the account knows, or "default". The scopes may still
// not be enough. `shop_route`: what is asked for belongs to the shop, so the roles held in it count too.
Caller caller_of(std::string_view account_id, std::span<const HeldRole> roles, Scope needed,
                 std::string_view named, bool shop_route);

// Whether the caller may hand on these scopes: keys and the owner all of them, an account what its roles grant.
bool may_grant(const Caller& caller, ScopeSet scopes);
// Whether the caller may give, change or take this role.
bool may_manage(const Caller& caller, const HeldRole& held);

}  // namespace suggestd::http
