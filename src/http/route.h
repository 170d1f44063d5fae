// A route: everything that routing, checking of parameters, authentication and the OpenAPI document need to
// know of it.
//
// Threads  plain values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/scopes.h"
#include "http/exchange.h"

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
  bool required = false;                       // 400 without it
};

enum class Body {
  none,
  json,
  json_or_ndjson,  // by Content-Type
  json_or_array,   // one JSON document, which may be an array
  file,            // bytes whose form a parameter names; any Content-Type but a form's
};

// Which listeners serve a route.
enum class Serves { shop, admin, both };

// Whether a route answers callers in browsers (http/page_access.h), beside those whom its scope lets in.
enum class Browsers {
  no,
  pages,     // the keys of pages, and signed-in shoppers
  shoppers,  // signed-in shoppers alone, and of them the person in {user_id}
};

// The effect of an Idempotency-Key at a route. A handler of `kept` passes Request::repeat on to everything
// that it writes.
enum class IdempotencyKey {
  passed_over,  // a repeat is harmless without it: reads, and writes to an address of their own
  kept,         // the outcomes of the request are kept with its writes
  refused,      // nothing could be promised
};

// The place in the shop's log that the answers of a route tell, and the headers that a request may carry for
// it.
enum class LogPlace {
  none,
  records,  // Suggestd-Applied: they come from the records, which are always current
  learned,  // Suggestd-Applied, Suggestd-Stale; Suggestd-Consistency and Suggestd-Session are heeded
  written,  // Suggestd-Session: where the write stands
};

// Whether the thing at a route has an entity tag (http/conditional.h).
enum class Tagged {
  no,
  read,     // ETag; If-None-Match is heeded: 304
  written,  // ETag; If-Match and If-None-Match: * are heeded: 412
};

struct Route {
  std::string_view method = {};
  std::string_view path = {};  // "/v1/orders/{order_id}"
  std::string_view tag = {};   // chapter of the documentation
  std::string_view summary = {};
  Scope scope = Scope::none;
  Scope also_opened_by =
      Scope::none;  // a second scope that is enough in place of `scope`; none: there is none
  Serves serves = Serves::both;
  bool key_optional = false;  // without a scope: a key is looked at, since the answer says more to its owner
  Browsers browsers = Browsers::no;
  bool signed_in = false;    // a session is needed, whatever its roles; a key is no use
  bool within_shop = false;  // of scope `admin`: who administers one shop alone may come too, and the handler
                             // keeps to Caller::shop
  bool shop_needed = false;  // the key must belong to a shop, or an administrator's names one
  bool shop_in_path = false;  // it is named by {shop}, and by no header: for what a page's <img> asks for
  std::vector<Parameter> parameters = {};
  bool passes_other_parameters = false;  // an unknown one is no error: programs between add some of their own
  IdempotencyKey idempotency_key = IdempotencyKey::passed_over;
  Body body = Body::none;
  std::size_t most_body_bytes = 0;       // 0: what the server takes of any
  bool body_optional = false;            // without one all of its fields count as not given
  std::string_view request_schema = {};  // names in openapi_schemas.cc; "": none
  std::string_view request_type = {};    // a content type that is taken beside JSON
  std::string_view response_schema = {};
  bool answers_lines = false;        // NDJSON, each line of the response's schema, in place of JSON
  std::string_view other_type = {};  // a content type that is answered beside JSON, or in place of it
  LogPlace log_place = LogPlace::none;
  Tagged tagged = Tagged::no;
  std::vector<int> statuses = {};  // beside those that any route may answer
  Handler handler = nullptr;
};

// For numbers and definitions that hold no person: analysts read them, and so may whoever makes them.
constexpr void open_to_readers(Route& route) {
  route.scope = Scope::read;
  route.also_opened_by = Scope::merchandise;
}

// For what merchants make: its GET is open to readers too. Call it once the method is set.
constexpr void ask_for_merchandise(Route& route) {
  if (route.method == "GET") {
    open_to_readers(route);
  } else {
    route.scope = Scope::merchandise;
  }
}

// Whether somebody with these scopes may come in.
constexpr bool opens(ScopeSet scopes, const Route& route) {
  return allows(scopes, route.scope) ||
         (route.also_opened_by != Scope::none && allows(scopes, route.also_opened_by));
}

}  // namespace suggestd::http
