// Each route of the table asked with keys of each kind: a route that is added is tested with it.
#include <set>

#include <catch2/catch.hpp>

#include "http/two_shops.h"
#include "segments/segments.h"

namespace suggestd::http {
namespace {

constexpr Scope kAllScopes[] = {Scope::ingest,  Scope::read,  Scope::recommend,   Scope::collect,
                                Scope::privacy, Scope::admin, Scope::merchandise, Scope::watch};

const Headers kNoHeaders;

std::string name_of(const Route& route) { return std::string(route.method) + " " + std::string(route.path); }

// Routes that change nothing of the shop: a look back is a job that reads.
const std::set<std::string, std::less<>> kReaders = {
    "POST /v1/recommendations", "POST /v1/scenarios/{name}/dry-run", "POST /v1/segments/count",
    "POST /v1/look-back", "DELETE /v1/look-back"};

TEST_CASE("a route that changes something asks for more than reading") {
  for (const Route& route : route_table()) {
    INFO(name_of(route));
    const bool reads = route.method == "GET" || kReaders.contains(name_of(route));
    const bool writing_scope = route.scope == Scope::ingest || route.scope == Scope::collect ||
                               route.scope == Scope::admin || route.scope == Scope::privacy ||
                               route.scope == Scope::merchandise || route.tag == "Sign-in";
    CHECK((reads || writing_scope));
  }
}

TEST_CASE("what needs no key is health, the dashboard's files, signing in and the links of mails alone") {
  for (const Route& route : route_table()) {
    INFO(name_of(route));
    const bool is_file = route.tag == "Dashboard";
    const bool is_sign_in = route.tag == "Sign-in";
    const bool is_health = route.tag == "Health" && route.path != "/v1/status";
    const bool is_link = route.path == "/v1/links/{token}";
    CHECK((route.scope == Scope::none) == (is_file || is_sign_in || is_health || is_link));
    const bool by_provider = route.path.starts_with("/v1/sign-in/");
    if (is_sign_in)
      CHECK((route.signed_in || by_provider || route.path == "/v1/session" ||
             route.path == "/v1/session/invitation" || route.path == "/v1/session/registration"));
    if (route.serves == Serves::admin)
      CHECK((route.scope == Scope::admin || is_file || is_sign_in || route.path == "/metrics"));
  }
}

TEST_CASE("every route turns away who has no key, an unknown one, or one of lesser scopes") {
  TwoShops at;
  std::map<Scope, std::string> keys;
  for (const Scope scope : kAllScopes)
    keys[scope] = at.key(of_whole_server(static_cast<ScopeSet>(scope)) ? "" : "b", scope);
  for (const Route& route : route_table()) {
    if (route.scope == Scope::none) continue;
    INFO(name_of(route));
    const std::string target = TwoShops::with_ids(route, "1");
    CHECK(at.ask(route, target, kNoHeaders).status == 401);
    CHECK(at.ask(route, target, bearer("suggestd_shop_unknown")).status == 401);
    for (const auto& [scope, key] : keys) {
      const Headers headers = bearer(key);
      const Prepared prepared = at.prepare(route, target, headers);
      const int status = prepared.refusal ? prepared.refusal->status : 200;
      INFO(scope_name(scope));
      const bool for_merchants =
          route.scope == Scope::merchandise || route.also_opened_by == Scope::merchandise;
      const bool comes_in =
          scope == route.scope || scope == route.also_opened_by || (for_merchants && scope == Scope::ingest);
      CHECK((status == 403) != comes_in);
    }
  }
}

TEST_CASE("a shop's key never reaches another shop, whatever it names") {
  TwoShops at;
  const std::string key = at.key("b", kAdminScopes & ~static_cast<ScopeSet>(Scope::admin));
  for (const Route& route : route_table()) {
    if (!route.shop_needed) continue;
    INFO(name_of(route));
    const std::string target = TwoShops::with_ids(route, "1");
    Headers headers = bearer(key);
    CHECK(at.prepare(route, target, headers).request.shop == at.shops->find("b").get());
    headers["Suggestd-Shop"] = "b";
    CHECK(at.prepare(route, target, headers).request.shop == at.shops->find("b").get());
    headers["Suggestd-Shop"] = "a";
    const Prepared foreign = at.prepare(route, TwoShops::with_ids(route, "1", "a"), headers);
    REQUIRE(foreign.refusal.has_value());
    CHECK(foreign.refusal->status == 403);
    CHECK(foreign.request.shop == nullptr);
  }
}

void set_readiness(TwoShops& at) {
  at.services.readiness = [] {
    return std::vector<ReadinessCheck>{{"shop a", true, "learned 1:7 of 1:9, only-of-a", "a"},
                                       {"shop b", true, "learned 1:5 of 1:6", "b"}};
  };
}

// Puts one thing of each kind into shop a, all of them called "thing" and telling "only-of-a".
void fill(const TwoShops& at) {
  const Headers as_a = [&] {
    Headers headers = bearer(at.admin);
    headers["Suggestd-Shop"] = "a";
    return headers;
  }();
  const auto put = [&](std::string_view method, std::string_view path, const std::string& target,
                       std::string_view body) {
    const Response response = at.ask(TwoShops::route(method, path), target, as_a, body);
    INFO(target << ": " << response.status << " " << response.body);
    REQUIRE((response.status == 200 || response.status == 201));
  };
  put("PUT", "/v1/products/{product_id}", "/v1/products/thing",
      R"({"title":"only-of-a","price":"1.00","currency":"EUR","stock":5})");
  put("POST", "/v1/orders", "/v1/orders",
      R"({"order_id":"thing","user_id":"thing","placed_at":"2026-01-01T00:00:00Z","currency":"EUR",
          "status":"only-of-a","lines":[{"product_id":"thing","quantity":1,"price":"1.00"}]})");
  put("PUT", "/v1/users/{user_id}", "/v1/users/thing", R"({"properties":{"city":"only-of-a"}})");
  put("POST", "/v1/events", "/v1/events", R"({"type":"search","user_id":"thing","query":"only-of-a"})");
  put("PUT", "/v1/scenarios/{name}", "/v1/scenarios/thing",
      R"({"list":"popular","filter":"\"only-of-a\" in categories"})");
  put("PUT", "/v1/segments/{name}", "/v1/segments/thing",
      R"({"people":"user.city == \"only-of-a\"","description":"only-of-a"})");
  put("PUT", "/v1/segments/{name}/members", "/v1/segments/thing/members", R"({"user_id":"only-of-a"})");
  put("PUT", "/v1/experiments/{name}", "/v1/experiments/thing",
      R"({"scenario":"only-of-a","variants":[{"name":"a","share":0.5},{"name":"b","share":0.5}]})");
  put("PUT", "/v1/changes/consumers/{name}", "/v1/changes/consumers/thing", R"({"position":"1:1"})");
}

TEST_CASE("nothing of one shop is told to another's key, or changed by it") {
  TwoShops at;
  set_readiness(at);
  fill(at);
  shop::Shop& a = *at.shops->find("a");
  const Position head = a.head();
  const Headers headers = bearer(at.key("b", kAdminScopes & ~static_cast<ScopeSet>(Scope::admin)));
  for (const Route& route : route_table()) {
    if (route.serves == Serves::admin || route.path == "/openapi.json") continue;
    for (const std::string_view body : {"", "{}", R"({"position":"1:0"})"}) {
      const std::string target = TwoShops::with_ids(route, "thing");
      Prepared prepared = at.prepare(route, target, headers);
      const Response response = at.dispatcher(route).answer(prepared, body);
      INFO(name_of(route) << ": " << response.status << " " << response.body);
      CHECK(response.body.find("only-of-a") == std::string::npos);
    }
  }
  CHECK(a.head() == head);
  CHECK(a.consumer("thing")->position == Position{Epoch{1}, Sequence{1}});
  CHECK(a.scenario("thing").ok());
  CHECK(a.segments().find("thing").ok());
  CHECK((*a.segments().lists().find("thing"))->people.size() == 1);
}

TEST_CASE("who may only watch meets one route, and nothing there that a shop has written") {
  TwoShops at;
  set_readiness(at);
  fill(at);
  const Headers headers = bearer(at.key("", Scope::watch));
  const Position head = at.shops->find("a")->head();
  for (const Route& route : route_table()) {
    const bool opened = route.path == "/v1/status";
    for (const std::string_view body : {"", "{}"}) {
      const Response response = at.ask(route, TwoShops::with_ids(route, "thing", "a"), headers, body);
      INFO(name_of(route) << ": " << response.status << " " << response.body);
      if (route.scope != Scope::none) CHECK((response.status == 403) != opened);
      CHECK(response.body.find("only-of-a") == std::string::npos);
    }
  }
  CHECK(at.shops->find("a")->head() == head);
}

TEST_CASE("the status tells who may only watch the numbers of all shops, and quotes nothing") {
  TwoShops at;
  const auto told = [&](const std::string& key) {
    return at.ask(TwoShops::route("GET", "/v1/status"), "/v1/status", bearer(key)).body;
  };
  const std::string seen = told(at.key("", Scope::watch));
  for (const char* member : {"\"name\":\"a\"", "\"name\":\"b\"", "\"load\"", "\"alarms\"", "\"lag_records\"",
                             "\"jobs\"", "\"unlikely_events\":{\"events\":0"})
    CHECK_THAT(seen, Catch::Contains(member));
  const std::string all = told(at.admin);
  for (const char* member : {"last_reload", "receivers", "servers", "latest_people", "latest\"", "first\"",
                             "scenario_faults", "\"model\""}) {
    CHECK_THAT(all, Catch::Contains(member));
    CHECK_THAT(seen, !Catch::Contains(member));
  }
}

TEST_CASE("readiness tells strangers names and states, a shop its own details, the administrator all") {
  TwoShops at;
  set_readiness(at);
  const Route& route = TwoShops::route("GET", "/readyz");
  const auto told = [&](const Headers& headers) { return at.ask(route, "/readyz?verbose", headers).body; };
  const std::string stranger = told(kNoHeaders);
  CHECK(stranger.find("shop a") != std::string::npos);
  CHECK(stranger.find("detail") == std::string::npos);
  CHECK(told(bearer("suggestd_shop_unknown")).find("detail") == std::string::npos);
  CHECK(told(bearer(at.key("b", Scope::collect))).find("detail") == std::string::npos);
  CHECK(told(bearer(at.key("", Scope::watch))).find("detail") == std::string::npos);
  const std::string of_b = told(bearer(at.key("b", Scope::read)));
  CHECK(of_b.find("1:6") != std::string::npos);
  CHECK(of_b.find("1:9") == std::string::npos);
  const std::string all = told(bearer(at.admin));
  CHECK(all.find("1:9") != std::string::npos);
  CHECK(all.find("1:6") != std::string::npos);
}

}  // namespace
}  // namespace suggestd::http
