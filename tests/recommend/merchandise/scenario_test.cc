#include "recommend/merchandise/scenario.h"

#include <algorithm>
#include <string>

#include <catch2/catch.hpp>

namespace suggestd::recommend {
namespace {

constexpr const char* kFull = R"({
  "list": "for-you", "filter": "price < 50", "booster": "1 + stock",
  "lanes": {"factors": 0.5, "slim": 2}, "include_bought": true,
  "diversity": 0.2, "rotation": 0.5, "properties": "title,price", "fallbacks": ["trending", "popular"],
  "rules": [
    {"id": "a", "kind": "pin", "products": ["p1", "p2"], "position": 3},
    {"id": "b", "kind": "hide", "filter": "brand == \"x\""},
    {"id": "c", "kind": "boost", "filter": "stock > 5", "factor": 2,
     "from": "2026-06-01T00:00:00Z", "until": "2026-09-01T00:00:00Z"},
    {"id": "d", "kind": "share", "filter": "price < 5", "share": 0.3},
    {"id": "e", "kind": "cap", "attribute": "brand", "most": 2},
    {"id": "f", "kind": "same_category", "enabled": false}
  ]})";

bool names(const Error& error, const std::string& pointer) {
  return std::any_of(error.fields().begin(), error.fields().end(),
                     [&](const FieldError& field) { return field.pointer == pointer; });
}

}  // namespace

TEST_CASE("a scenario survives its JSON form") {
  const Result<Scenario> scenario = parse_scenario("home", kFull);
  REQUIRE(scenario.ok());
  CHECK(scenario->lanes->linear == 2);
  CHECK(scenario->include_bought == true);
  CHECK(scenario->rules.size() == 6);
  CHECK(scenario->diversity == 0.2);
  CHECK(scenario->rotation == 0.5);
  CHECK(scenario->fallbacks->size() == 2);
  CHECK(parse_scenario("home", to_json(*scenario)).value() == *scenario);
}

TEST_CASE("all that a scenario needs is its list") {
  const Result<Scenario> scenario = parse_scenario("home", R"({"list": "popular"})");
  REQUIRE(scenario.ok());
  CHECK(scenario->list == ListKind::popular);
  CHECK_FALSE(scenario->include_bought.has_value());
  CHECK_FALSE(scenario->fallbacks.has_value());
  CHECK(parse_scenario("home", to_json(*scenario)).value() == *scenario);
}

TEST_CASE("each bad field is named") {
  struct Row {
    const char* json;
    const char* pointer;
  };
  const Row row = GENERATE(values<Row>({
      {R"({})", "/list"},
      {R"({"list": "foryou"})", "/list"},
      {R"({"list": "popular", "limit": 5})", "/limit"},
      {R"({"list": "popular", "lanes": {"factor": 1}})", "/lanes/factor"},
      {R"({"list": "popular", "rule": []})", "/rule"},
      {R"({"list": "popular", "rules": [{"kind": "hide", "filter": "x"}]})", "/rules/0/id"},
      {R"({"list": "popular", "rules": [{"id": "a", "kind": "push"}]})", "/rules/0/kind"},
      {R"({"list": "popular", "rules": [{"id": "a", "kind": "hide"}]})", "/rules/0/filter"},
      {R"({"list": "popular", "rules": [{"id": "a", "kind": "pin"}]})", "/rules/0/products"},
      {R"({"list": "popular", "rules": [{"id": "a", "kind": "boost", "filter": "x", "factor": 0.5}]})",
       "/rules/0/factor"},
      {R"({"list": "popular", "rules": [{"id": "a", "kind": "bury", "filter": "x"}]})", "/rules/0/factor"},
      {R"({"list": "popular", "rules": [{"id": "a", "kind": "cap", "most": 2}]})", "/rules/0/attribute"},
      {R"({"list": "popular", "rules": [{"id": "a", "kind": "same_category"}, {"id": "a", "kind": "same_category"}]})",
       "/rules/1/id"},
      {R"({"list": "popular", "rules": [{"id": "a", "kind": "same_category", "from": "2026-02-01T00:00:00Z",
            "until": "2026-01-01T00:00:00Z"}]})",
       "/rules/0/until"},
  }));
  INFO(row.json);
  const Result<Scenario> scenario = parse_scenario("home", row.json);
  REQUIRE_FALSE(scenario.ok());
  CHECK(scenario.error().kind() == ErrorKind::invalid);
  INFO(scenario.error().message());
  CHECK(names(scenario.error(), row.pointer));
}

TEST_CASE("a scenario fills in a request, and their filters and boosters join") {
  const Scenario scenario = parse_scenario("home", kFull).value();
  Request request;
  request.user_id = "ann";
  request.filter = "in_stock";
  request.booster = "1 + price";
  const Request joined = with_scenario(scenario, request);
  CHECK(joined.user_id == "ann");
  CHECK(joined.filter == "in_stock");
  CHECK(joined.scenario_filter == "price < 50");
  CHECK(joined.booster == "1 + price");
  CHECK(joined.scenario_booster == "1 + stock");
  CHECK(joined.include_bought == true);
  CHECK(joined.rules.size() == 6);
  request.include_bought = false;
  CHECK(with_scenario(scenario, request).include_bought == false);
}

TEST_CASE("a rule is in force from its first moment to before its last") {
  const Scenario scenario = parse_scenario("home", kFull).value();
  const Rule& boost = scenario.rules[2];
  CHECK_FALSE(boost.in_force(parse_rfc3339("2026-05-31T23:59:59Z").value()));
  CHECK(boost.in_force(parse_rfc3339("2026-06-01T00:00:00Z").value()));
  CHECK_FALSE(boost.in_force(parse_rfc3339("2026-09-01T00:00:00Z").value()));
  CHECK_FALSE(scenario.rules[5].in_force(parse_rfc3339("2026-06-01T00:00:00Z").value()));
}

}  // namespace suggestd::recommend
