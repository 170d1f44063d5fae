#include "http/router.h"

#include <catch2/catch.hpp>

using namespace suggestd;
using namespace suggestd::http;

namespace {

std::vector<Route> some_routes() {
  return {{.method = "GET", .path = "/v1/orders/{order_id}"},
          {.method = "PUT", .path = "/v1/orders/{order_id}"},
          {.method = "POST", .path = "/v1/orders"},
          {.method = "GET", .path = "/v1/changes/consumers/{name}"},
          {.method = "GET", .path = "/v1/{thing}/first"},
          {.method = "GET", .path = "/v1/users/{user_id}"},
          {.method = "GET", .path = "/"},
          {.method = "GET", .path = "/metrics", .serves = Serves::admin}};
}

}  // namespace

TEST_CASE("a path finds its route and its decoded values") {
  const auto routes = some_routes();
  const Router router(routes, Serves::shop);
  const auto [path, value] = GENERATE(table<std::string, std::string>({
      {"/v1/orders/581587", "581587"},
      {"/v1/orders/a%2Fb", "a/b"},  // a slash in an id is no new segment
      {"/v1/orders/%C3%A9t%C3%A9", "\xC3\xA9t\xC3\xA9"},
      {"/v1/orders/a+b", "a+b"},  // '+' means a blank in queries only
      {"/v1/orders/%2F", "/"},
  }));
  CAPTURE(path);
  const auto match = router.match("GET", path);
  REQUIRE(match.ok());
  REQUIRE(match->route != nullptr);
  CHECK(match->route->path == "/v1/orders/{order_id}");
  REQUIRE(match->path_values.size() == 1);
  CHECK(match->path_values[0] == std::pair<std::string_view, std::string>("order_id", value));
}

TEST_CASE("a literal segment outranks a name, whatever the order of the table") {
  const auto routes = some_routes();
  const Router router(routes, Serves::shop);
  CHECK(router.match("GET", "/v1/users/first")->route->path == "/v1/{thing}/first");
  CHECK(router.match("GET", "/v1/users/second")->route->path == "/v1/users/{user_id}");
}

TEST_CASE("a literal segment is no name for another method either") {
  const std::vector<Route> routes{{.method = "GET", .path = "/things/{name}"},
                                  {.method = "DELETE", .path = "/things/{name}"},
                                  {.method = "POST", .path = "/things/count"}};
  const Router router(routes, Serves::shop);
  CHECK(router.match("GET", "/things/count")->route == nullptr);
  CHECK(router.match("GET", "/things/count")->allow == "POST");
  CHECK(router.match("GET", "/things/counts")->route != nullptr);
}

TEST_CASE("a known path with another method says which are possible") {
  const auto routes = some_routes();
  const Router router(routes, Serves::shop);
  const auto match = router.match("DELETE", "/v1/orders/1");
  REQUIRE(match.ok());
  CHECK(match->route == nullptr);
  CHECK(match->allow == "GET, HEAD, PUT");
}

TEST_CASE("an unknown path finds nothing") {
  const auto routes = some_routes();
  const Router router(routes, Serves::shop);
  const std::string path = GENERATE(as<std::string>{}, "/", "", "/v1", "/v1/orders/1/2", "/v1/orders/",
                                    "/V1/orders", "/metrics", "//");
  CAPTURE(path);
  const auto match = router.match("POST", path);
  if (match.ok()) {
    CHECK(match->route == nullptr);
  }
}

TEST_CASE("HEAD finds the route of GET") {
  const auto routes = some_routes();
  CHECK(Router(routes, Serves::shop).match("HEAD", "/v1/orders/1")->route->method == "GET");
}

TEST_CASE("broken encodings and ids that can't be are refused") {
  const auto routes = some_routes();
  const Router router(routes, Serves::shop);
  const std::string too_long(257, 'x');
  const std::string id = GENERATE_COPY(as<std::string>{}, "%", "%4", "%zz", "%FF", "%00", too_long);
  const std::string path = "/v1/orders/" + id;
  CAPTURE(path);
  const auto match = router.match("GET", path);
  REQUIRE_FALSE(match.ok());
  CHECK(match.error().kind() == ErrorKind::invalid);
}

TEST_CASE("a mistyped path leads to the nearest route") {
  const auto routes = some_routes();
  const Router router(routes, Serves::shop);
  const auto [path, nearest] = GENERATE(table<std::string, std::string>({
      {"/v1/order/581587", "/v1/orders/{order_id}"},
      {"/orders/581587", "/v1/orders/{order_id}"},
      {"/v2/orders", "/v1/orders"},
      {"/v1/Orders", "/v1/orders"},
      {"/v1/orders/", "/v1/orders"},
      {"/api/v1/user/a-very-long-id-that-is-no-part-of-the-name", "/v1/users/{user_id}"},
      {"/v1/change/consumer/x", "/v1/changes/consumers/{name}"},
      {"/wp-login.php", ""},
      {"/", ""},
      {"/x", ""},
  }));
  CAPTURE(path);
  CHECK(router.nearest(path) == nearest);
}
