#include "http/browser_session.h"

#include <catch2/catch.hpp>

#include "http/two_shops.h"

namespace suggestd::http {
namespace {

Request request_with(std::string_view method, const Headers& headers) {
  Request request;
  request.method = method;
  request.header = [&headers](std::string_view name) {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string_view() : std::string_view(found->second);
  };
  return request;
}

// A session of somebody with these roles.
std::string sign_in(TwoShops& at, std::vector<HeldRole> roles) {
  AccountRecord account = make_account("owner", now());
  account.roles = std::move(roles);
  const auto added = at.people->accounts->add(std::move(account));
  REQUIRE(added.ok());
  return at.people->sessions->begin(**added, now())->token;
}

Headers with_session(const std::string& token) {
  return {{"Cookie", "suggestd_session=" + token}, {"Suggestd-Csrf", csrf_of(token)}};
}

}  // namespace

TEST_CASE("a cookie is found among others, by its whole name") {
  const auto [cookies, token] = GENERATE(table<std::string, std::string>({
      {"", ""},
      {"suggestd_session=abc", "abc"},
      {"a=b; suggestd_session=abc;c=d", "abc"},
      {"my_suggestd_session=abc", ""},
      {"suggestd_session", ""},
      {"suggestd_session=", ""},
      {";;=; suggestd_session=abc", "abc"},
      {"suggestd_session=abc; __Host-suggestd_session=def", "def"},
  }));
  const Headers headers{{"Cookie", cookies}};
  CHECK(session_token_of(request_with("GET", headers)) == token);
}

TEST_CASE("a browser's word that another page sends the request is believed") {
  const auto [site, origin, good] = GENERATE(table<std::string, std::string, bool>({
      {"", "", true},
      {"same-origin", "http://127.0.0.1:8601", true},
      {"none", "", true},
      {"", "https://127.0.0.1:8601", true},  // TLS ends in front of the server
      {"cross-site", "", false},
      {"same-site", "", false},
      {"", "http://127.0.0.1:8602", false},
      {"same-origin", "null", false},
      {"", "127.0.0.1:8601", false},
  }));
  CAPTURE(site, origin);
  const Headers headers{{"Host", "127.0.0.1:8601"}, {"Sec-Fetch-Site", site}, {"Origin", origin}};
  CHECK(refuse_other_pages(request_with("POST", headers)).has_value() != good);
}

TEST_CASE("passwords go over TLS alone, except on the machine itself") {
  const auto [host, origin, over_tls, good] = GENERATE(table<std::string, std::string, bool, bool>({
      {"127.0.0.1:8601", "", false, true},
      {"localhost", "http://localhost", false, true},
      {"[::1]:8601", "", false, true},
      {"[::1]", "", false, true},
      {"shop.example:8601", "http://shop.example:8601", false, false},
      {"shop.example", "", false, false},
      {"127.0.0.1.shop.example", "", false, false},
      {"", "", false, false},
      {"shop.example", "https://shop.example", false, true},  // TLS ends in front of the server
      {"shop.example", "", true, true},
  }));
  CAPTURE(host, origin, over_tls);
  const Headers headers{{"Host", host}, {"Origin", origin}};
  Request request = request_with("POST", headers);
  request.from.over_tls = over_tls;
  CHECK(refuse_in_the_clear(request).has_value() != good);
}

TEST_CASE("a cookie of a listener with TLS is Secure, whatever the client says of itself") {
  const Headers headers{{"Host", "shop.example"}};
  Request request = request_with("POST", headers);
  request.from.over_tls = true;
  Response response;
  set_session_cookie(response, came_by_tls(request), "token");
  const std::string& cookie = response.headers.at(0).second;
  CHECK(cookie.starts_with("__Host-suggestd_session=token;"));
  CHECK(cookie.ends_with("; Secure"));
}

TEST_CASE("a session is taken by the administrators' listener alone, and not beside a key") {
  TwoShops at;
  const std::string token = sign_in(at, {{Role::owner, ""}});
  const Route& status = TwoShops::route("GET", "/v1/status");
  const Headers headers = with_session(token);
  CHECK(at.ask(status, "/v1/status", headers).status == 401);  // the shops'
  const Route& keys = TwoShops::route("GET", "/v1/keys");
  CHECK(at.ask(keys, "/v1/keys", headers).status == 200);
  Headers both = headers;
  both["Authorization"] = "Bearer suggestd_admin_unknown";
  CHECK(at.ask(keys, "/v1/keys", both).status == 401);
  both["Authorization"] = "Bearer " + at.key("b", kShopScopes);
  CHECK(at.ask(keys, "/v1/keys", both).status == 403);
  CHECK(at.ask(TwoShops::route("GET", "/v1/session"), "/v1/session", bearer(at.admin)).status == 401);
}

TEST_CASE("what changes something needs the session's own token, and reading does not") {
  TwoShops at;
  const std::string token = sign_in(at, {{Role::owner, ""}});
  const std::string other = sign_in(at, {{Role::owner, ""}});
  const Route& shops = TwoShops::route("POST", "/v1/shops");
  Headers headers{{"Cookie", "suggestd_session=" + token}};
  CHECK(at.ask(TwoShops::route("GET", "/v1/shops"), "/v1/shops", headers).status == 200);
  CHECK(at.ask(shops, "/v1/shops", headers, R"({"name":"c"})").status == 403);
  headers["Suggestd-Csrf"] = csrf_of(other);
  CHECK(at.ask(shops, "/v1/shops", headers, R"({"name":"c"})").status == 403);
  headers["Suggestd-Csrf"] = csrf_of(token);
  CHECK(at.ask(shops, "/v1/shops", headers, R"({"name":"c"})").status == 201);
}

}  // namespace suggestd::http
