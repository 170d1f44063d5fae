// The routing table: every route once, with all that routing, checking of parameters, authentication and
// the OpenAPI document need to know of it.
//
// A new route is a row in one of the add_*_routes functions and a handler beside it.
// Threads  the table is made once and only read.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/exchange.h"
#include "http/scopes.h"

namespace suggestd::http {

struct Services;

using Handler = Result<Response> (*)(const Request& request, Services& services);

enum class ParameterType { text, integer, number, flag };

struct Parameter {
  std::string_view name = {};
  ParameterType type = ParameterType::text;
  std::string_view help = {};
  std::string_view standard = {};  // value of an absent parameter, as text; "": none
  double smallest = 0;             // integer and number
  double largest = 0;
  std::vector<std::string_view> choices = {};  // text: one of these; empty: any
};

enum class Body {
  none,
  json,
  ndjson,          // only NDJSON
  json_or_ndjson,  // by Content-Type
};

// Which listeners serve a route.
enum class Serves { shop, admin, both };

struct Route {
  std::string_view method = {};
  std::string_view path = {};  // "/v1/orders/{order_id}"
  std::string_view tag = {};   // chapter of the documentation
  std::string_view summary = {};
  Scope scope = Scope::none;
  Serves serves = Serves::both;
  bool shop_needed = false;  // the key must belong to a shop, or an administrator's names one
  std::vector<Parameter> parameters = {};
  Body body = Body::none;
  std::string_view request_schema = {};  // names in openapi_schemas.cc; "": none
  std::string_view response_schema = {};
  std::vector<int> statuses = {};  // beside those that any route may answer
  Handler handler = nullptr;
};

// True if Idempotency-Key makes a repeat harmless: everything that POST writes.
inline bool takes_idempotency_key(const Route& route) {
  return route.method == "POST" && route.scope != Scope::read && route.scope != Scope::none;
}

const std::vector<Route>& route_table();

}  // namespace suggestd::http
