#include "http/query.h"

#include <catch2/catch.hpp>

using namespace suggestd;
using namespace suggestd::http;

namespace {

Route lists_route() {
  Route route{.method = "GET", .path = "/v1/popular"};
  route.parameters = {
      {.name = "limit", .type = ParameterType::integer, .standard = "10", .smallest = 1, .largest = 1000},
      {.name = "diversity", .type = ParameterType::number, .smallest = 0, .largest = 1},
      {.name = "trace", .type = ParameterType::flag},
      {.name = "filter"},
      {.name = "feed", .standard = "normal", .choices = {"normal", "longpoll"}}};
  return route;
}

std::string value_of(const QueryValues& values, std::string_view name) {
  for (const auto& [key, value] : values) {
    if (key == name) return value;
  }
  return "absent";
}

}  // namespace

TEST_CASE("values are decoded and absent ones get their default") {
  const auto values = read_query(lists_route(), "filter=price+%3C%2050%26&trace=1");
  REQUIRE(values.ok());
  CHECK(value_of(*values, "filter") == "price < 50&");
  CHECK(value_of(*values, "trace") == "1");
  CHECK(value_of(*values, "limit") == "10");
  CHECK(value_of(*values, "feed") == "normal");
  CHECK(value_of(*values, "diversity") == "absent");
}

TEST_CASE("a parameter with a star takes every name that begins so") {
  Route route = lists_route();
  route.parameters.push_back({.name = "context.*"});
  const auto values = read_query(route, "context.brand=A%26B&context.device=phone");
  REQUIRE(values.ok());
  CHECK(value_of(*values, "context.brand") == "A&B");
  CHECK(value_of(*values, "context.device") == "phone");
  CHECK_FALSE(read_query(route, "context.=x").ok());
  CHECK_FALSE(read_query(route, "context.a=x&context.a=y").ok());
}

TEST_CASE("a wrong query names the parameter, the value and the remedy") {
  const auto [query, message] = GENERATE(table<std::string, std::string>({
      {"limt=5", "query parameter 'limt' is unknown; did you mean 'limit'?"},
      {"colour=red",
       "query parameter 'colour' is unknown; /v1/popular takes limit, diversity, trace, filter, feed"},
      {"limit=0", "query parameter 'limit' must be 1 to 1000, not 0"},
      {"limit=ten", "query parameter 'limit' must be a whole number, not 'ten'"},
      {"limit=", "query parameter 'limit' must be a whole number, not ''"},
      {"limit=5.5", "query parameter 'limit' must be a whole number, not '5.5'"},
      {"limit=99999999999999999999",
       "query parameter 'limit' must be a whole number, not '99999999999999999999'"},
      {"diversity=nan", "query parameter 'diversity' must be a number, not 'nan'"},
      {"diversity=2", "query parameter 'diversity' must be 0 to 1, not 2"},
      {"trace=maybe", "query parameter 'trace' must be 0 or 1, not 'maybe'"},
      {"feed=push", "query parameter 'feed' must be one of normal, longpoll, not 'push'"},
      {"limit=1&limit=2", "query parameter 'limit' is given twice"},
      {"filter=%FF", "query parameter 'filter' must be UTF-8"},
      {"filter=%2", "query: '%' must be followed by two hex digits in '%2'"},
  }));
  CAPTURE(query);
  const auto values = read_query(lists_route(), query);
  REQUIRE_FALSE(values.ok());
  CHECK(values.error().message() == message);
}

TEST_CASE("a route may pass over parameters that it does not know, and still checks its own") {
  Route route = lists_route();
  route.passes_other_parameters = true;
  const auto values = read_query(route, "utm_source=mail&utm_source=again&%zz=1&limit=3");
  REQUIRE(values.ok());
  CHECK(value_of(*values, "limit") == "3");
  CHECK(value_of(*values, "utm_source") == "absent");
  CHECK_FALSE(read_query(route, "utm_source=mail&limit=x").ok());
}

TEST_CASE("a parameter without '=' is there and empty") {
  Route route{.method = "GET", .path = "/readyz"};
  route.parameters = {{.name = "verbose"}};
  const auto values = read_query(route, "verbose");
  REQUIRE(values.ok());
  CHECK(value_of(*values, "verbose").empty());
}
