#include "access/scopes.h"

#include <catch2/catch.hpp>

using namespace suggestd::http;

TEST_CASE("scopes read back as they are written") {
  const auto scopes = parse_scopes("ingest,recommend");
  REQUIRE(scopes.ok());
  CHECK(allows(*scopes, Scope::ingest));
  CHECK(allows(*scopes, Scope::recommend));
  CHECK_FALSE(allows(*scopes, Scope::read));
  CHECK_FALSE(allows(*scopes, Scope::admin));
  CHECK(to_text(*scopes) == "ingest,recommend");
}

TEST_CASE("what writes records also writes scenarios, and nothing else is opened by another scope") {
  CHECK(allows(*parse_scopes("ingest"), Scope::merchandise));
  CHECK_FALSE(allows(*parse_scopes("merchandise"), Scope::ingest));
  CHECK_FALSE(allows(*parse_scopes("read,recommend,collect,privacy,admin"), Scope::merchandise));
  CHECK(to_text(*parse_scopes("ingest")) == "ingest");
}

TEST_CASE("an unknown scope is refused with the nearest one") {
  const auto scopes = parse_scopes("ingest,recomend");
  REQUIRE_FALSE(scopes.ok());
  CHECK_THAT(scopes.error().message(), Catch::Contains("did you mean 'recommend'?"));
  CHECK_FALSE(parse_scopes("").ok());
}

TEST_CASE("who may only watch has no other scope, and no other scope lets anybody in as one who watches") {
  const auto watch = parse_scopes("watch");
  REQUIRE(watch.ok());
  CHECK(*watch == static_cast<ScopeSet>(Scope::watch));
  CHECK(of_whole_server(*watch));
  CHECK_FALSE(of_whole_server(kAllScopes & ~(*watch | static_cast<ScopeSet>(Scope::admin))));
  for_each_scope(kAllScopes, [&](Scope scope) { CHECK(allows(*watch, scope) == (scope == Scope::watch)); });
  CHECK_FALSE(allows(kAdminScopes, Scope::watch));
  for (const char* both : {"watch,read", "read,watch", "admin,watch"}) {
    const auto scopes = parse_scopes(both);
    REQUIRE_FALSE(scopes.ok());
    CHECK_THAT(scopes.error().message(), Catch::Contains("goes with no other scope"));
  }
}

TEST_CASE("a shop's usual key can't administrate") {
  CHECK_FALSE(allows(kShopScopes, Scope::admin));
  CHECK_FALSE(allows(kShopScopes, Scope::privacy));
  CHECK(allows(kAdminScopes, Scope::ingest));
  CHECK(allows(0, Scope::none));
}
