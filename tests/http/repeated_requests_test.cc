#include "http/repeated_requests.h"

#include <algorithm>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "http/two_shops.h"

namespace suggestd::http {
namespace {

struct Example {
  std::string_view path;
  std::string target;
  std::string body;
};

// A request that succeeds, for each route that keeps keys. Requires: make_ready(), and the two syncs.
std::vector<Example> examples(const std::string& sync_id, const std::string& other_sync_id) {
  return {
      {"/v1/orders", "/v1/orders",
       R"({"order_id":"new","user_id":"u","placed_at":"2026-01-01T00:00:00Z","currency":"EUR",
           "lines":[{"product_id":"p","quantity":1,"price":"1.00"}]})"},
      {"/v1/orders/{order_id}/refunds", "/v1/orders/known/refunds",
       R"({"lines":[{"product_id":"p","quantity":1}]})"},
      {"/v1/orders/{order_id}/cancel", "/v1/orders/taken/cancel", "{}"},
      {"/v1/events", "/v1/events", R"({"type":"view","user_id":"u","product_id":"p"})"},
      {"/v1/collect", "/v1/collect", R"({"type":"view","anonymous_id":"v","product_id":"p"})"},
      {"/v1/products", "/v1/products", R"({"product_id":"p","title":"T"})"},
      {"/v1/users", "/v1/users", R"({"user_id":"u","properties":{"city":"Bonn"}})"},
      {"/v1/users/{user_id}/merge", "/v1/users/u/merge", R"({"anonymous_id":"visitor"})"},
      {"/v1/catalogue-syncs", "/v1/catalogue-syncs", ""},
      {"/v1/catalogue-syncs/{sync_id}/products", "/v1/catalogue-syncs/" + sync_id + "/products",
       R"({"product_id":"sent"})"},
      {"/v1/catalogue-syncs/{sync_id}/finish", "/v1/catalogue-syncs/" + other_sync_id + "/finish?confirm=1",
       ""},
      {"/v1/scenarios/{name}/restore", "/v1/scenarios/home/restore?version=1", ""},
      {"/v1/scenarios/{name}/draft/publish", "/v1/scenarios/planned/draft/publish", ""},
  };
}

Headers with_key(const std::string& api_key, const std::string& key) {
  Headers headers = bearer(api_key);
  if (!key.empty()) headers["Idempotency-Key"] = key;
  return headers;
}

Headers lines_with_key(const std::string& api_key, const std::string& key) {
  Headers headers = with_key(api_key, key);
  headers["Content-Type"] = "application/x-ndjson";
  return headers;
}

struct Standing : TwoShops {
  Standing() : a(key("a", kShopScopes | kPageScopes)) {}

  Response post(std::string_view path, const std::string& target, std::string_view body,
                const Headers& headers) {
    return ask(route("POST", path), target, headers, body);
  }
  // As a client does that is told to come back: where the learner is slow, lines are taken in parts.
  Response post_until_taken(std::string_view path, std::string_view body, const Headers& headers) {
    for (;;) {
      Response response = post(path, std::string(path), body, headers);
      if (response.status != 503) return response;
    }
  }
  Response order(const std::string& id, const Headers& headers, int quantity = 1) {
    return post(
        "/v1/orders", "/v1/orders",
        fmt::format(R"({{"order_id":"{}","user_id":"u","placed_at":"2026-01-01T00:00:00Z",)"
                    R"("currency":"EUR","lines":[{{"product_id":"p","quantity":{},"price":"1.00"}}]}})",
                    id, quantity),
        headers);
  }
  Response refund(const std::string& key) {
    return post("/v1/orders/{order_id}/refunds", "/v1/orders/known/refunds",
                R"({"lines":[{"product_id":"p","quantity":1}]})", with_key(a, key));
  }
  std::string sync() {
    const Response started = post("/v1/catalogue-syncs", "/v1/catalogue-syncs", "", bearer(a));
    REQUIRE(started.status == 201);
    return started.body.substr(started.body.find(":\"") + 2, 26);
  }
  Sequence head() { return shops->find("a")->head().sequence; }

  std::string a;  // a key of shop a
};

void make_ready(Standing& at) {
  REQUIRE(at.order("known", bearer(at.a), 9).status == 201);
  REQUIRE(at.order("taken", bearer(at.a)).status == 201);
  const Route& put = TwoShops::route("PUT", "/v1/scenarios/{name}");
  REQUIRE(at.ask(put, "/v1/scenarios/home", bearer(at.a), R"({"list":"popular"})").status == 201);
  REQUIRE(at.ask(put, "/v1/scenarios/home", bearer(at.a), R"({"list":"trending"})").status == 200);
  REQUIRE(at.ask(TwoShops::route("PUT", "/v1/scenarios/{name}/draft"), "/v1/scenarios/planned/draft",
                 bearer(at.a), R"({"scenario":{"list":"popular"}})")
              .status == 201);
}

TEST_CASE("every route that keeps a key answers a repeat alike, does nothing, and says so") {
  Standing at;
  make_ready(at);
  const std::vector<Example> all = examples(at.sync(), at.sync());
  for (const Route& route : route_table()) {
    if (route.idempotency_key != IdempotencyKey::kept) continue;
    INFO(route.path);
    const auto example =
        std::find_if(all.begin(), all.end(), [&](const Example& one) { return one.path == route.path; });
    REQUIRE(example != all.end());
    const Headers headers = with_key(at.a, "key of " + std::string(route.path));
    const Response first = at.ask(route, example->target, headers, example->body);
    INFO(first.body);
    REQUIRE((first.status == 200 || first.status == 201));
    CHECK(TwoShops::header(first, "Idempotent-Replayed").empty());
    const Sequence head = at.head();
    const Response again = at.ask(route, example->target, headers, example->body);
    CHECK(again.status == first.status);
    CHECK(again.body == first.body);
    for (const std::string_view name : {"Suggestd-Session", "ETag"})
      CHECK(TwoShops::header(again, name) == TwoShops::header(first, name));
    CHECK(TwoShops::header(again, "Idempotent-Replayed") == "true");
    CHECK(at.head() == head);
    CHECK(at.ask(route, example->target, headers, example->body + " ").status == 422);
  }
}

TEST_CASE("every POST says what a key does there") {
  for (const Route& route : route_table()) {
    INFO(route.method << " " << route.path);
    const bool reads =
        route.scope == Scope::recommend || route.scope == Scope::read || route.scope == Scope::none;
    const bool tries = route.path == "/v1/backups/{number}/verify" ||
                       route.path == "/v1/scenarios/{name}/dry-run" || route.path == "/v1/config/reload" ||
                       route.path == "/v1/watch/test";
    // Counting changes nothing, and people who are added to a list twice are in it once.
    const bool harmless = route.path == "/v1/segments/count" || route.path == "/v1/segments/{name}/members";
    // The same run again is the same job, and the records of the same file are there already.
    const bool finds_it_done =
        route.tag == "Experiments" || route.tag == "Campaigns" || route.tag == "Imports";
    const bool passed_over = route.method != "POST" || reads || tries || harmless || finds_it_done;
    CHECK((route.idempotency_key == IdempotencyKey::passed_over) == passed_over);
  }
}

TEST_CASE("a key is refused where nothing could be promised") {
  Standing at;
  CHECK(at.post("/v1/backups", "/v1/backups", "", with_key(at.admin, "k")).status == 400);
  CHECK(at.post("/v1/backups", "/v1/backups", "", with_key(at.admin, "")).status == 409);  // backups are off
}

TEST_CASE("a key is its shop's and its API key's own") {
  Standing at;
  const Headers as_admin_of_a = [&] {
    Headers headers = with_key(at.admin, "k");
    headers["Suggestd-Shop"] = "a";
    return headers;
  }();
  Headers as_admin_of_b = as_admin_of_a;
  as_admin_of_b["Suggestd-Shop"] = "b";
  CHECK(at.order("1", as_admin_of_a).status == 201);
  const Response in_b = at.order("1", as_admin_of_b);
  CHECK(in_b.status == 201);
  CHECK(TwoShops::header(in_b, "Idempotent-Replayed").empty());
  CHECK(at.shops->find("b")->order("1").ok());
  const Response other_key = at.order("2", with_key(at.a, "k"));
  CHECK(other_key.status == 201);
  CHECK(TwoShops::header(other_key, "Idempotent-Replayed").empty());
}

TEST_CASE("a refused request leaves its key free; other content under a used one is refused each time") {
  Standing at;
  CHECK(at.refund("k").status == 404);
  REQUIRE(at.order("known", bearer(at.a), 9).status == 201);
  CHECK(at.refund("k").status == 200);
  CHECK(at.refund("k").status == 200);
  for (int time = 0; time < 3; ++time) {
    CHECK(at.order("other", with_key(at.a, "k")).status == 422);
    CHECK_FALSE(at.shops->find("a")->order("other").ok());
  }
  CHECK(at.post("/v1/events", "/v1/events", R"({"type":"vew"})", with_key(at.a, "k2")).status == 400);
  CHECK(at.order("3", with_key(at.a, "k2")).status == 201);
  CHECK(at.order("4", with_key(at.a, std::string(300, 'k'))).status == 400);
}

std::string views(std::size_t first, std::size_t count, std::string_view bad = "") {
  std::string lines;
  for (std::size_t i = first; i < first + count; ++i)
    lines += fmt::format("{{\"type\":\"view\",\"user_id\":\"u\",\"product_id\":\"p{}\"}}\n", i);
  return lines.append(bad);
}

TEST_CASE("lines that take several commits are made once each, and a long answer is kept too") {
  Standing at;
  const Headers headers = lines_with_key(at.a, "k");
  const std::string body = views(0, 2'500, "{\"type\":\"vew\"}\n");
  const Response first = at.post_until_taken("/v1/events", body, headers);
  REQUIRE(first.status == 200);
  CHECK(at.head() == Sequence{2'500});
  const Response again = at.post_until_taken("/v1/events", body, headers);
  CHECK(again.body == first.body);
  CHECK(TwoShops::header(again, "Suggestd-Session") == TwoShops::header(first, "Suggestd-Session"));
  CHECK(TwoShops::header(again, "Idempotent-Replayed") == "true");
  CHECK(at.head() == Sequence{2'500});
  CHECK(at.post_until_taken("/v1/events", views(0, 5), headers).status == 422);
}

TEST_CASE("lines of which a crash kept the first commit are made to their end") {
  Standing at;
  const std::string body = views(0, 1'500);
  const Response whole = at.post_until_taken("/v1/events", body, lines_with_key(at.a, "whole"));
  // Shop b gets what a crash after the first commit leaves: the first 1,000 lines alone.
  const auto part = at.shops->store().repeats().find(at.shops->find("a")->id(),
                                                     at.keys->find(at.a)->record.caller.key_id + "/whole");
  REQUIRE((part.ok() && part->has_value()));
  CHECK((*part)->outcomes.size() == 1'000);
  std::vector<Mutation> events;
  for (std::size_t i = 0; i < 1'000; ++i) events.push_back(AddEvent{store::simple_event()});
  const std::uint64_t of_body = (*part)->fingerprint;
  const auto torn = at.shops->store().committer().commit_once(
      at.shops->find("b")->id(), events, store::Durability::synced, {},
      {at.keys->find(at.admin)->record.caller.key_id + "/whole", of_body, 0, ""});
  REQUIRE(torn.ok());
  Headers headers = lines_with_key(at.admin, "whole");
  headers["Suggestd-Shop"] = "b";
  const Response resumed = at.post_until_taken("/v1/events", body, headers);
  CHECK(resumed.status == 200);
  CHECK(TwoShops::header(resumed, "Idempotent-Replayed") == "true");
  CHECK(at.shops->find("b")->head().sequence == Sequence{1'500});
}

}  // namespace
}  // namespace suggestd::http
