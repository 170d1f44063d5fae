#include "access/roles.h"

#include <catch2/catch.hpp>

using namespace suggestd::http;

namespace {

constexpr Role kAllRoles[] = {Role::owner, Role::merchant, Role::analyst, Role::support, Role::operations};

Caller in(const std::vector<HeldRole>& roles, Scope needed, std::string_view named, bool shop_route = true) {
  return caller_of("a1", roles, needed, named, shop_route);
}

}  // namespace

TEST_CASE("no role writes records, and each is known by its name") {
  for (const Role role : kAllRoles) {
    CHECK_FALSE(allows(scopes_of(role), Scope::ingest));
    CHECK_FALSE(allows(scopes_of(role), Scope::collect));
    CHECK(*parse_role(role_name(role)) == role);
    CHECK((role == Role::owner || role == Role::operations) == allows(scopes_of(role), Scope::admin));
  }
  CHECK_FALSE(parse_role("king").ok());
}

TEST_CASE("a role of a shop opens that shop, and nothing of another or of the server") {
  const std::vector<HeldRole> roles{{Role::owner, "b"}, {Role::analyst, "c"}};
  const Caller b = in(roles, Scope::admin, "b");
  CHECK(b.shop == "b");
  CHECK(allows(b.scopes, Scope::admin));
  CHECK_FALSE(allows(in(roles, Scope::admin, "c").scopes, Scope::admin));
  CHECK(allows(in(roles, Scope::read, "c").scopes, Scope::read));
  CHECK(in(roles, Scope::read, "").shop == "default");
  CHECK(in(roles, Scope::read, "").scopes == 0);
  CHECK(in(roles, Scope::read, "d").scopes == 0);
}

TEST_CASE("who has a role in one shop alone need not name it") {
  const std::vector<HeldRole> roles{{Role::merchant, "b"}, {Role::support, "b"}};
  const Caller b = in(roles, Scope::privacy, "");
  CHECK(b.shop == "b");
  CHECK(allows(b.scopes, Scope::privacy));
  CHECK(allows(b.scopes, Scope::merchandise));
}

TEST_CASE("a role for the server opens every shop, and does not grow by the roles of one") {
  const std::vector<HeldRole> roles{{Role::analyst, ""}, {Role::owner, "b"}};
  CHECK(in(roles, Scope::read, "c").shop.empty());
  CHECK(in(roles, Scope::read, "", false).scopes == scopes_of(Role::analyst));
  CHECK_FALSE(allows(in(roles, Scope::admin, "c").scopes, Scope::admin));
  const Caller b = in(roles, Scope::admin, "b", false);
  CHECK(b.shop == "b");  // an owner there: kept to it
  CHECK(allows(b.scopes, Scope::admin));
}

TEST_CASE("nobody hands on more than the roles grant") {
  const auto may = [](std::vector<HeldRole> roles, std::string_view shop, HeldRole given) {
    return may_manage(in(roles, Scope::admin, shop, false), given);
  };
  for (const Role role : kAllRoles) {
    CHECK(may({{Role::owner, ""}}, "", {role, ""}));
    CHECK(may({{Role::owner, ""}}, "", {role, "b"}));
    CHECK(may({{Role::owner, "b"}}, "b", {role, "b"}));
    CHECK_FALSE(may({{Role::owner, "b"}}, "b", {role, ""}));
    CHECK_FALSE(may({{Role::owner, "b"}}, "b", {role, "c"}));
    CHECK(may({{Role::operations, ""}}, "", {role, "b"}) ==
          (role == Role::merchant || role == Role::analyst));
    CHECK_FALSE(may({{Role::merchant, ""}}, "", {role, ""}));
  }
  const Caller operates = in({{Role::operations, ""}}, Scope::admin, "", false);
  CHECK(may_grant(operates, kShopScopes));
  CHECK(may_grant(operates, static_cast<ScopeSet>(Scope::watch)));
  CHECK_FALSE(may_grant(operates, kAdminScopes));
  CHECK_FALSE(may_grant(operates, static_cast<ScopeSet>(Scope::privacy)));
  CHECK(may_grant(Caller{"k", "", kAdminScopes}, kAllScopes));
}
