#include "http/openapi/openapi.h"

#include <map>

#include <fmt/format.h>

#include "base/json_text.h"
#include "base/version.h"
#include "http/openapi/openapi_answers.h"
#include "http/openapi/openapi_content.h"
#include "http/routes.h"

namespace suggestd::http {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

// "GET /v1/orders/{order_id}" -> "get_v1_orders_order_id".
std::string operation_id(const Route& route) {
  std::string id = lower(route.method);
  for (const char c : route.path) {
    if (c == '/' || c == '-') id += '_';
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_') id += c;
  }
  return id;
}

void write_parameter_schema(JsonWriter& out, const Parameter& parameter) {
  out.key("schema").begin_object();
  const bool numeric = parameter.type == ParameterType::integer || parameter.type == ParameterType::number;
  switch (parameter.type) {
    case ParameterType::text:
      out.member("type", "string");
      break;
    case ParameterType::integer:
      out.member("type", "integer");
      break;
    case ParameterType::number:
      out.member("type", "number");
      break;
    case ParameterType::flag:
      out.member("type", "string").key("enum").raw(R"(["0","1","true","false"])");
      break;
  }
  if (numeric) out.member("minimum", parameter.smallest).member("maximum", parameter.largest);
  if (!parameter.choices.empty()) {
    out.key("enum").begin_array();
    for (const std::string_view choice : parameter.choices) out.value(choice);
    out.end_array();
  }
  if (!parameter.standard.empty()) {
    out.key("default");
    if (parameter.type == ParameterType::text) {
      out.value(parameter.standard);
    } else {
      out.raw(parameter.standard);
    }
  }
  out.end_object();
}

void write_header_parameter(JsonWriter& out, std::string_view name, std::string_view help) {
  out.begin_object().member("name", name).member("in", "header").member("description", help);
  out.key("schema").raw(R"({"type":"string"})").end_object();
}

// Headers that a route takes by its kind.
void write_header_parameters(JsonWriter& out, const Route& route) {
  if (route.idempotency_key == IdempotencyKey::kept) {
    write_header_parameter(out, "Idempotency-Key",
                           "Makes a repeat harmless: it gets the answer of the first request, for a day.");
  }
  if (route.shop_needed && !route.shop_in_path)
    write_header_parameter(out, "Suggestd-Shop",
                           "The shop that an administrator's key, or a session, is used for.");
  if (route.within_shop)
    write_header_parameter(out, "Suggestd-Shop",
                           "The shop that a person administers whose roles reach no further.");
  if (route.log_place == LogPlace::learned) {
    write_header_parameter(out, "Suggestd-Consistency",
                           "The level asked for: strong, bounded, session, prefix or eventual; '; strict' "
                           "after it asks for 503 in place of a stale answer.");
    write_header_parameter(out, "Suggestd-Session",
                           "What a write was answered: the answer has learned it (level session).");
  }
  if (route.tagged == Tagged::read)
    write_header_parameter(out, "If-None-Match", "The ETag that was read: 304 if it is still the same.");
  if (route.tagged == Tagged::written) {
    write_header_parameter(
        out, "If-Match",
        "The ETag that was read: 412 if it has changed meanwhile. A weak one matches nothing.");
    write_header_parameter(out, "If-None-Match", "*: 412 if it is there already.");
  }
  if (route.other_type == kEventStream)
    write_header_parameter(out, "Last-Event-ID", "The id of the last event seen; outranks `since`.");
}

void write_parameters(JsonWriter& out, const Route& route) {
  out.key("parameters").begin_array();
  for (std::size_t begin = 0; (begin = route.path.find('{', begin)) != std::string_view::npos;) {
    const std::size_t end = route.path.find('}', begin);
    out.begin_object()
        .member("name", route.path.substr(begin + 1, end - begin - 1))
        .member("in", "path")
        .member("required", true)
        .key("schema")
        .raw(R"({"type":"string","minLength":1,"maxLength":256})")
        .end_object();
    begin = end;
  }
  for (const Parameter& parameter : route.parameters) {
    out.begin_object()
        .member("name", parameter.name)
        .member("in", "query")
        .member("description", parameter.help);
    if (parameter.required) out.member("required", true);
    write_parameter_schema(out, parameter);
    out.end_object();
  }
  write_header_parameters(out, route);
  out.end_array();
}

void write_request_body(JsonWriter& out, const Route& route) {
  if (route.body == Body::none) return;
  out.key("requestBody")
      .begin_object()
      .member("required", !route.body_optional)
      .key("content")
      .begin_object();
  if (route.body == Body::file) {
    write_file_content(out, route.request_schema);
    return (void)out.end_object().end_object();
  }
  write_content(out, kJson, route.request_schema);
  if (route.request_type == kCsv) {
    write_csv_content(out, route.request_schema);
  } else if (!route.request_type.empty()) {
    write_content(out, route.request_type, route.request_schema);
  }
  if (route.body == Body::json_or_ndjson) write_line_content(out, kNdjson, route.request_schema);
  out.end_object().end_object();
}

// Records go in with keys alone.
bool opens_to_session(const Route& route) {
  if (route.scope == Scope::none) return route.signed_in;
  return route.scope != Scope::ingest && route.scope != Scope::collect;
}

void write_key(JsonWriter& out, Scope scope) {
  out.begin_object().key("key").begin_array();
  if (scope != Scope::none) out.value(scope_name(scope));
  out.end_array().end_object();
}

void write_operation(JsonWriter& out, const Route& route, Serves listener) {
  out.key(lower(route.method)).begin_object();
  out.member("operationId", operation_id(route)).member("summary", route.summary);
  out.key("tags").begin_array().value(route.tag).end_array();
  if (route.browsers != Browsers::no)
    out.member("x-browsers", route.browsers == Browsers::pages ? "pages" : "shoppers");
  write_parameters(out, route);
  write_request_body(out, route);
  write_responses(out, route);
  out.key("security").begin_array();
  if (route.key_optional) out.begin_object().end_object();
  if (route.scope != Scope::none || route.key_optional) write_key(out, route.scope);
  if (route.also_opened_by != Scope::none) write_key(out, route.also_opened_by);
  if (listener == Serves::admin && opens_to_session(route))
    out.begin_object().key("session").raw("[]").end_object();
  out.end_array().end_object();
}

void write_paths(JsonWriter& out, Serves listener) {
  std::map<std::string_view, std::vector<const Route*>> paths;
  for (const Route& route : route_table()) {
    if (route.serves == Serves::both || route.serves == listener) paths[route.path].push_back(&route);
  }
  out.key("paths").begin_object();
  for (const auto& [path, routes] : paths) {
    out.key(path).begin_object();
    for (const Route* route : routes) write_operation(out, *route, listener);
    out.end_object();
  }
  out.end_object();
}

constexpr std::string_view kKeyScheme =
    R"({"type":"http","scheme":"bearer","description":"A key of 'suggestd key create'."})";
constexpr std::string_view kSessionScheme =
    R"({"type":"apiKey","in":"cookie","name":"suggestd_session","description":"The session of a person, of POST )"
    R"(/v1/session; '__Host-suggestd_session' by TLS. What changes something needs the header Suggestd-Csrf too."})";

void write_components(JsonWriter& out, Serves listener) {
  out.key("components").begin_object().key("securitySchemes").begin_object();
  out.key("key").raw(kKeyScheme);
  if (listener == Serves::admin) out.key("session").raw(kSessionScheme);
  out.end_object();
  out.key("headers").begin_object();
  write_answer_headers(out);
  out.end_object();
  out.key("schemas").begin_object();
  for (const auto& [name, schema] : openapi_schemas()) out.key(name).raw(schema);
  out.end_object().end_object();
}

}  // namespace

std::string openapi_document(Serves listener) {
  std::string text;
  JsonWriter out(text);
  out.begin_object().member("openapi", "3.1.0");
  out.key("info")
      .begin_object()
      .member("title", "suggestd")
      .member("version", kVersion)
      .member(
          "description",
          "Recommendations for online shops. Ids are your own text, percent-encoded in paths; times are RFC "
          "3339; money is decimal text. Errors are problem details (RFC 9457) with a JSON pointer to each "
          "bad "
          "field.")
      .end_object();
  // Relative: the server that the description was read from, whatever its address is from outside.
  out.key("servers").raw(R"([{"url":"/"}])");
  write_paths(out, listener);
  write_components(out, listener);
  out.end_object();
  return text;
}

}  // namespace suggestd::http
