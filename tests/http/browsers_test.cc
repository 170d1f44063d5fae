// Callers in browsers, asked of every route of the table: a route that is added is closed to them until it says so.
#include <catch2/catch.hpp>

#include "access/signed_tokens.h"
#include "http/two_shops.h"

namespace suggestd::http {
namespace {

const std::string kOrigin = "https://shop.example";
const std::string kVisitor = "Vk3nYv2u0cW1k8sQeZ4b7A";

struct Pages : TwoShops {
  Pages() {
    page_key = add_page_key("b", {kOrigin}, {"home"});
    REQUIRE(shops->find("b")->put_shopper_key({"k1", signer.verification_key(), now()}).ok());
    put_scenario("b", "home");
    put_scenario("b", "secret");
  }

  std::string add_page_key(std::string_view shop, std::vector<std::string> origins,
                           std::vector<std::string> scenarios) {
    const NewKey made =
        make_key(shop, kPageScopes,
                 std::make_shared<const PageTerms>(PageTerms{std::move(origins), std::move(scenarios)}));
    REQUIRE(keys->add(made).ok());
    return made.text;
  }

  void put_scenario(const std::string& shop, const std::string& name) {
    Headers headers = bearer(admin);
    headers["Suggestd-Shop"] = shop;
    const Response put =
        ask(route("PUT", "/v1/scenarios/{name}"), "/v1/scenarios/" + name, headers, R"({"list":"popular"})");
    REQUIRE(put.status == 201);
  }

  std::string token(std::string_view user, std::string_view shop = "b", std::string_view kid = "k1") const {
    const auto exp = std::chrono::duration_cast<std::chrono::seconds>(now().time_since_epoch()).count() + 300;
    return token_of(signer, header_of(TokenAlgorithm::eddsa, kid),
                    fmt::format(R"({{"sub":"{}","aud":"{}","exp":{}}})", user, shop, exp));
  }

  Response get(std::string_view path, const std::string& target, const std::string& credential) const {
    return ask(route("GET", path), target, bearer(credential));
  }
  Response post(std::string_view path, const std::string& credential, std::string_view body) const {
    return ask(route("POST", path), std::string(path), bearer(credential), body);
  }
  Response preflight(const std::string& target, const std::string& method, const std::string& origin) const {
    const Headers headers{{"Origin", origin}, {"Access-Control-Request-Method", method}};
    const Route& any = route("GET", "/v1/popular");
    Prepared prepared = dispatcher(any).prepare(arrival("OPTIONS", target, headers));
    return dispatcher(any).answer(prepared, "");
  }

  Signer signer{TokenAlgorithm::eddsa};
  std::string page_key;
};

TEST_CASE("a key of a page, and a token, open no route that does not say so") {
  Pages at;
  std::size_t open = 0;
  for (const Route& route : route_table()) {
    if (route.scope == Scope::none) continue;
    INFO(route.method << " " << route.path);
    const std::string target = TwoShops::with_ids(route, "u1");
    const auto enters = [&](const std::string& credential) {
      const Headers headers = bearer(credential);
      const Prepared prepared = at.prepare(route, target, headers);
      return !prepared.refusal || prepared.refusal->status != 403;
    };
    CHECK(enters(at.page_key) == (route.browsers == Browsers::pages));
    CHECK(enters(at.token("u1")) == (route.browsers != Browsers::no));
    CHECK(enters(at.token("u2")) == (route.browsers == Browsers::pages));
    if (route.browsers == Browsers::shoppers) CHECK(route.path.find("{user_id}") != std::string_view::npos);
    open += route.browsers != Browsers::no ? 1 : 0;
  }
  CHECK(open >= 10);
}

TEST_CASE("the administrators' listener serves no browser") {
  Pages at;
  for (const Route& route : route_table()) {
    if (route.serves != Serves::admin || route.scope == Scope::none) continue;
    INFO(route.path);
    CHECK(at.ask(route, TwoShops::with_ids(route, "u1"), bearer(at.page_key)).status == 403);
    CHECK(at.ask(route, TwoShops::with_ids(route, "u1"), bearer(at.token("u1"))).status == 403);
  }
}

TEST_CASE("health tells a browser no more than a stranger") {
  Pages at;
  at.services.readiness = [] {
    return std::vector<ReadinessCheck>{{"shop b", true, "learned 1:7 of 1:9", "b"}};
  };
  for (const std::string& credential : {at.page_key, at.token("u1")}) {
    const Response told = at.get("/readyz", "/readyz?verbose", credential);
    CHECK(told.status == 200);
    CHECK(told.body.find("1:7") == std::string::npos);
  }
  CHECK(at.get("/readyz", "/readyz?verbose", at.key("b", Scope::read)).body.find("1:7") != std::string::npos);
}

TEST_CASE("a token is refused that another shop, key or person would have to have signed") {
  Pages at;
  const auto status = [&](const std::string& token) {
    return at.get("/v1/users/{user_id}/recommendations", "/v1/users/u1/recommendations", token).status;
  };
  CHECK(status(at.token("u1")) == 200);
  CHECK(status(at.token("u1", "a")) == 401);  // has no such key
  CHECK(status(at.token("u1", "nowhere")) == 401);
  CHECK(status(at.token("u1", "b", "k2")) == 401);
  CHECK(status(at.token("u2")) == 403);
  REQUIRE(at.shops->find("b")->remove_shopper_key("k1").ok());
  CHECK(status(at.token("u1")) == 401);
}

TEST_CASE("a page asks for lists of its scenarios and visitors alone") {
  Pages at;
  const auto [query, good] = GENERATE(table<std::string, bool>({
      {"scenario=home", true},
      {"scenario=home&anonymous_id=" + kVisitor, true},
      {"scenario=home&properties=title,price,image", true},
      {"", false},
      {"scenario=secret", false},
      {"scenario=none", false},
      {"scenario=home&user_id=u1", false},
      {"scenario=home&anonymous_id=guest", false},
      {"scenario=home&filter=stock%20%3E%200", false},
      {"scenario=home&booster=price", false},
      {"scenario=home&properties=*", false},
      {"scenario=home&properties=title,margin", false},
      {"scenario=home&trace=1", false},
      {"scenario=home&why_not=p", false},
  }));
  INFO(query);
  const Response got = at.get("/v1/popular", "/v1/popular?" + query, at.page_key);
  INFO(got.body);
  CHECK(got.status == (good ? 200 : 403));
}

TEST_CASE("the general form keeps to the same terms in each of its lists") {
  Pages at;
  const auto [body, status] = GENERATE(table<const char*, int>({
      {R"({"scenario":"home","anonymous_id":"Vk3nYv2u0cW1k8sQeZ4b7A"})", 200},
      {R"({"lists":[{"scenario":"home"}]})", 200},
      {R"({"lists":[{"scenario":"home"},{"scenario":"secret"}]})", 403},
      {R"({"lists":[{"scenario":"home","filter":"stock > 0"}]})", 403},
      {R"({"scenario":"home","user_id":"u1"})", 403},
      {R"({"list":"popular"})", 403},
  }));
  INFO(body);
  CHECK(at.post("/v1/recommendations", at.page_key, body).status == status);
}

TEST_CASE("the next page of another's list is as unknown as none") {
  Pages at;
  const auto next = [&](const std::string& id, const std::string& credential, const std::string& query) {
    return at
        .get("/v1/recommendations/{recommendation_id}/next", "/v1/recommendations/" + id + "/next" + query,
             credential)
        .status;
  };
  const auto list = [&](const std::string& credential, const std::string& body) {
    const Response got = at.post("/v1/recommendations", credential, body);
    REQUIRE(got.status == 200);
    return got.body.substr(got.body.find("recommendation_id") + 20, 26);
  };
  const std::string visitors =
      list(at.page_key, R"({"scenario":"home","anonymous_id":"Vk3nYv2u0cW1k8sQeZ4b7A"})");
  CHECK(next(visitors, at.page_key, "?anonymous_id=" + kVisitor) == 200);
  CHECK(next(visitors, at.page_key, "") == 404);
  CHECK(next(visitors, at.page_key, "?anonymous_id=Xk3nYv2u0cW1k8sQeZ4b7A") == 404);
  const std::string persons = list(at.token("u1"), R"({"scenario":"home"})");
  CHECK(next(persons, at.token("u1"), "") == 200);
  CHECK(next(persons, at.token("u2"), "") == 404);
  CHECK(next(persons, at.page_key, "") == 404);
  const std::string secret = list(at.key("b", Scope::recommend), R"({"scenario":"secret"})");
  CHECK(next(secret, at.page_key, "") == 404);
}

TEST_CASE("a visitor is merged by the token of the person, and only forwards") {
  Pages at;
  const auto merge = [&](const std::string& user, const std::string& credential, const std::string& body) {
    return at
        .ask(TwoShops::route("POST", "/v1/users/{user_id}/merge"), "/v1/users/" + user + "/merge",
             bearer(credential), body)
        .status;
  };
  const std::string visitor = R"({"anonymous_id":")" + kVisitor + R"("})";
  CHECK(merge("u1", at.page_key, visitor) == 403);
  CHECK(merge("u1", at.token("u2"), visitor) == 403);
  CHECK(merge("u1", at.token("u1"), R"({"anonymous_id":"guest"})") == 403);
  CHECK(merge("u1", at.token("u1"), R"({"anonymous_id":")" + kVisitor + R"(","undo":true})") == 403);
  CHECK(merge("u1", at.token("u1"), visitor) == 200);
}

TEST_CASE("a person's consent is theirs to give") {
  Pages at;
  const auto ask = [&](const std::string& method, const std::string& credential, const std::string& body) {
    return at.ask(TwoShops::route(method, "/v1/users/{user_id}/consent"), "/v1/users/u1/consent",
                  bearer(credential), body);
  };
  CHECK(ask("GET", at.token("u1"), "").body == R"({"profiling":true,"consent":null})");
  CHECK(ask("PUT", at.token("u1"), R"({"profiling":false})").status == 200);
  CHECK(ask("GET", at.token("u1"), "").body == R"({"profiling":false,"consent":false})");
  CHECK(ask("PUT", at.token("u1"), R"({"profiling":true})").status == 200);
  CHECK(ask("GET", at.token("u1"), "").body == R"({"profiling":true,"consent":true})");
  CHECK(ask("PUT", at.token("u1"), R"({"profiling":null})").status == 200);
  CHECK(ask("GET", at.token("u1"), "").body == R"({"profiling":true,"consent":null})");
  CHECK(ask("PUT", at.token("u2"), R"({"profiling":false})").status == 403);
  CHECK(ask("PUT", at.page_key, R"({"profiling":false})").status == 403);
  CHECK(ask("PUT", at.token("u1"), "{}").status == 400);
}

TEST_CASE("a preflight is decided by the origins of all keys, and the request by those of its own") {
  Pages at;
  const std::string other = at.add_page_key("a", {"https://other.example"}, {"home"});
  const Response good = at.preflight("/v1/collect", "POST", kOrigin);
  CHECK(good.status == 204);
  CHECK(TwoShops::header(good, "Access-Control-Allow-Origin") == kOrigin);
  CHECK(TwoShops::header(good, "Access-Control-Allow-Methods") == "POST");
  CHECK(TwoShops::header(good, "Access-Control-Allow-Credentials").empty());
  CHECK(TwoShops::header(good, "Vary") == "Origin");
  CHECK(at.preflight("/v1/popular", "GET", "https://other.example").status == 204);
  for (const char* origin : {"https://evil.example", "null", "*", "https://shop.example.evil.example",
                             "http://shop.example", "https://shop.example:8443"}) {
    INFO(origin);
    const Response refused = at.preflight("/v1/collect", "POST", origin);
    CHECK(refused.status == 403);
    CHECK(TwoShops::header(refused, "Access-Control-Allow-Origin").empty());
    CHECK(TwoShops::header(refused, "Vary") == "Origin");
  }
  CHECK(at.preflight("/v1/orders", "POST", kOrigin).status == 403);
  CHECK(at.preflight("/v1/nothing", "POST", kOrigin).status == 404);

  const auto from = [&](const std::string& key, const std::string& origin) {
    Headers headers = bearer(key);
    headers["Origin"] = origin;
    return at.ask(TwoShops::route("GET", "/v1/popular"), "/v1/popular?scenario=home", headers);
  };
  CHECK(TwoShops::header(from(at.page_key, kOrigin), "Access-Control-Allow-Origin") == kOrigin);
  CHECK(TwoShops::header(from(at.page_key, kOrigin), "Access-Control-Expose-Headers")
            .find("Suggestd-Applied") != std::string::npos);
  const Response foreign = from(at.page_key, "https://other.example");
  CHECK(foreign.status == 403);
  CHECK(TwoShops::header(foreign, "Access-Control-Allow-Origin").empty());
  // A secret key is not made for pages: what it is answered stays unreadable there.
  CHECK(
      TwoShops::header(from(at.key("b", Scope::recommend), kOrigin), "Access-Control-Allow-Origin").empty());
  // A page learns why its key is unknown.
  CHECK(TwoShops::header(from("suggestd_page_unknown", kOrigin), "Access-Control-Allow-Origin") == kOrigin);
}

TEST_CASE("a revoked key's origins are forgotten") {
  Pages at;
  REQUIRE(at.preflight("/v1/collect", "POST", kOrigin).status == 204);
  REQUIRE(at.keys->revoke(at.keys->find(at.page_key)->record.caller.key_id).ok());
  CHECK(at.preflight("/v1/collect", "POST", kOrigin).status == 403);
}

TEST_CASE("a page's key may stand in the address of a beacon, and no other key") {
  Pages at;
  const Route& collect = TwoShops::route("POST", "/v1/collect");
  const std::string body = R"({"type":"view","anonymous_id":")" + kVisitor + R"(","product_id":"p"})";
  const Headers beacon{{"Content-Type", "text/plain;charset=UTF-8"}};
  CHECK(at.ask(collect, "/v1/collect?key=" + at.page_key, beacon, body).status == 200);
  CHECK(at.ask(collect, "/v1/collect", beacon, body).status == 401);
  CHECK(at.ask(collect, "/v1/collect?key=" + at.key("b", Scope::collect), beacon, body).status == 401);
  CHECK(at.ask(collect, "/v1/collect?key=" + at.token("u1"), beacon, body).status == 401);
  CHECK(at.ask(TwoShops::route("GET", "/v1/popular"), "/v1/popular?scenario=home&key=" + at.page_key, {})
            .status == 401);
}

TEST_CASE("each event of a body has an outcome of its own") {
  Pages at;
  const auto collect = [&](const std::string& credential, const std::string& body) {
    return at.post("/v1/collect", credential, body);
  };
  const std::string good = R"({"type":"view","anonymous_id":")" + kVisitor + R"(","product_id":"p"})";
  CHECK(collect(at.page_key, good).status == 200);
  CHECK(collect(at.page_key, R"({"type":"view","user_id":"u1","product_id":"p"})").status == 403);
  CHECK(collect(at.page_key, R"({"type":"view","anonymous_id":"guest","product_id":"p"})").status == 403);
  CHECK(collect(at.page_key, R"({"type":"view","anonymous_id":7,"product_id":"p"})").status == 400);
  CHECK(collect(at.token("u1"), R"({"type":"view","product_id":"p"})").status == 200);
  CHECK(collect(at.token("u1"), R"({"type":"view","user_id":"u2","product_id":"p"})").status == 403);
  const Response mixed = collect(
      at.page_key, "[" + good + R"(,{"type":"view","user_id":"u1","product_id":"p"},{"type":"stare"}])");
  CHECK(mixed.status == 200);
  CHECK(mixed.body.find(R"("accepted":1,"left_out":1,"refused":1)") != std::string::npos);
  CHECK(mixed.body.find(R"("pointer":"/1")") != std::string::npos);
}

}  // namespace
}  // namespace suggestd::http
