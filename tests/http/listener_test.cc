#include "http/listener.h"

#include <catch2/catch.hpp>

#include <memory>
#include <thread>
#include <vector>

#include "http/raw_client.h"
#include "http/services.h"

namespace suggestd::http {
namespace {

std::atomic<bool> released{false};
std::atomic<int> held{0};

Result<Response> alive(const Request&, Services&) { return json_response(200, "{}"); }

Result<Response> hold(const Request&, Services&) {
  ++held;
  comes_true([] { return released.load(); });
  --held;
  return json_response(200, "{}");
}

std::vector<Route> routes() { return {test_route("GET", "/livez", alive), test_route("GET", "/hold", hold)}; }

ListenerOptions few_connections(std::size_t most) {
  ListenerOptions options;
  options.max_connections = most;
  return options;
}

std::string get(const std::string& path) { return "GET " + path + " HTTP/1.1\r\nHost: test\r\n\r\n"; }

}  // namespace

TEST_CASE("a second server can't have the first one's port") {
  Services services;
  const std::vector<Route> no_routes;
  const Dispatcher dispatcher(no_routes, Serves::shop, services);
  ListenerOptions options;
  options.name = "shop";
  options.address = "127.0.0.1:0";
  const auto first = Listener::start(options, dispatcher);
  REQUIRE(first.ok());
  options.address = (*first)->address();
  const auto second = Listener::start(options, dispatcher);
  REQUIRE_FALSE(second.ok());
  CHECK(second.error().message() == "cannot listen on " + options.address + ": Address already in use");
}

TEST_CASE("idle clients and clients with half a head keep nobody out") {
  TestListener server(routes(), few_connections(4));
  RawClient first(server.address());
  CHECK(first.send(get("/livez")).answer().starts_with("HTTP/1.1 200"));
  std::vector<std::unique_ptr<RawClient>> others;
  for (int i = 0; i < 3; ++i) {
    others.push_back(std::make_unique<RawClient>(server.address()));
    if (i > 0) others.back()->send("GET /livez HT");
  }
  for (int i = 0; i < 8; ++i) {
    ::usleep(300'000);  // the listener spares connections that have just come
    RawClient late(server.address());
    CHECK(late.send(get("/livez")).answer().starts_with("HTTP/1.1 200"));
  }
  // Clients that never asked have given way, and not the client that keeps its connection for later.
  CHECK(first.send(get("/livez")).answer().starts_with("HTTP/1.1 200"));
}

TEST_CASE("one address holds no more connections than it may, and its idle ones give way to new ones") {
  TestListener server(routes(), few_connections(8));
  Terms terms;
  terms.address_connections = 2;
  server.services.terms.store(std::make_shared<const Terms>(terms));
  released = false;
  RawClient first(server.address());
  RawClient second(server.address());
  first.send(get("/hold"));
  second.send(get("/hold"));
  REQUIRE(comes_true([] { return held.load() == 2; }));
  RawClient third(server.address());
  CHECK(third.answer().starts_with("HTTP/1.1 429"));
  released = true;
  CHECK(first.answer().starts_with("HTTP/1.1 200"));
  CHECK(second.answer().starts_with("HTTP/1.1 200"));
  ::usleep(300'000);  // the listener spares connections that have just come
  RawClient later(server.address());
  CHECK(later.send(get("/livez")).answer().starts_with("HTTP/1.1 200"));

  terms.proxies.proxies = *parse_ranges("127.0.0.0/8");
  server.services.terms.store(std::make_shared<const Terms>(terms));
  std::vector<std::unique_ptr<RawClient>> passed_on;
  for (int i = 0; i < 5; ++i) {
    passed_on.push_back(std::make_unique<RawClient>(server.address()));
    CHECK(passed_on.back()->send(get("/livez")).answer().starts_with("HTTP/1.1 200"));
  }
}

TEST_CASE("of clients that have been served, the one that has waited longest gives way") {
  TestListener server(routes(), few_connections(2));
  RawClient first(server.address());
  RawClient second(server.address());
  CHECK(first.send(get("/livez")).answer().starts_with("HTTP/1.1 200"));
  ::usleep(100'000);  // its thread waits before the other's does, on a busy machine too
  CHECK(second.send(get("/livez")).answer().starts_with("HTTP/1.1 200"));
  ::usleep(300'000);
  RawClient third(server.address());
  CHECK(third.send(get("/livez")).answer().starts_with("HTTP/1.1 200"));
  CHECK(first.rest().empty());
  CHECK(second.send(get("/livez")).answer().starts_with("HTTP/1.1 200"));
}

TEST_CASE("when all places serve requests, one more is told so and can read it") {
  TestListener server(routes(), few_connections(2));
  released = false;
  RawClient one(server.address());
  RawClient two(server.address());
  one.send(get("/hold"));
  two.send(get("/hold"));
  REQUIRE(comes_true([] { return held == 2; }));
  RawClient three(server.address());
  three.send(get("/livez"));
  const std::string refused = three.rest();
  CHECK(refused.starts_with("HTTP/1.1 503"));
  CHECK(refused.ends_with("}"));
  released = true;
  CHECK(one.answer().starts_with("HTTP/1.1 200"));
  CHECK(two.answer().starts_with("HTTP/1.1 200"));
}

TEST_CASE("a stop is not held up by clients that are idle or have sent half a head") {
  TestListener server(routes());
  RawClient idle(server.address());
  CHECK(idle.send(get("/livez")).answer().starts_with("HTTP/1.1 200"));
  RawClient half(server.address());
  half.send("GET /livez HTTP/1.1\r\nHo");
  const auto begin = std::chrono::steady_clock::now();
  server.listener->stop();
  CHECK(std::chrono::steady_clock::now() - begin < ListenerOptions().drain);
  CHECK(idle.rest().empty());
}

TEST_CASE("a request that has begun is answered by a listener that stops") {
  TestListener server(routes());
  released = false;
  RawClient client(server.address());
  client.send(get("/hold"));
  REQUIRE(comes_true([] { return held == 1; }));
  std::thread stop([&server] { server.listener->stop(); });
  released = true;
  const std::string all = client.rest();
  stop.join();
  CHECK(all.starts_with("HTTP/1.1 200"));
}

}  // namespace suggestd::http
