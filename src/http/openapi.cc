#include "http/openapi.h"

#include <map>

#include <fmt/format.h>

#include "base/json_text.h"
#include "base/version.h"
#include "http/problem.h"
#include "http/routes.h"

namespace suggestd::http {
namespace {

constexpr std::string_view kJson = "application/json";
constexpr std::string_view kNdjson = "application/x-ndjson";

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

void write_schema_reference(JsonWriter& out, std::string_view name) {
  out.begin_object().member("$ref", fmt::format("#/components/schemas/{}", name)).end_object();
}

void write_content(JsonWriter& out, std::string_view type, std::string_view schema) {
  out.key(type).begin_object();
  if (!schema.empty()) {
    out.key("schema");
    write_schema_reference(out, schema);
  }
  out.end_object();
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
      out.member("type", "integer").key("enum").raw("[0,1]");
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
  if (takes_idempotency_key(route)) {
    write_header_parameter(out, "Idempotency-Key",
                           "Makes a repeat harmless: it gets the answer of the first request, for a day.");
  }
  if (!route.shop_needed) return;
  if (route.scope == Scope::read) {
    write_header_parameter(out, "Suggestd-Consistency",
                           "The level asked for: strong, bounded, session, prefix or eventual; '; strict' "
                           "after it asks for 503 in "
                           "place of a stale answer.");
    write_header_parameter(out, "Suggestd-Session",
                           "What a write was answered: the answer has learned it (level session).");
  } else if (route.method != "POST") {
    write_header_parameter(out, "If-Match", "The ETag that was read: 412 if it has changed meanwhile.");
  }
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
    write_parameter_schema(out, parameter);
    out.end_object();
  }
  write_header_parameters(out, route);
  out.end_array();
}

void write_request_body(JsonWriter& out, const Route& route) {
  if (route.body == Body::none) return;
  out.key("requestBody").begin_object().member("required", true).key("content").begin_object();
  if (route.body != Body::ndjson) write_content(out, kJson, route.request_schema);
  if (route.body != Body::json) write_content(out, kNdjson, route.request_schema);
  out.end_object().end_object();
}

void write_response(JsonWriter& out, const Route& route, int status) {
  out.key(fmt::format("{}", status)).begin_object();
  if (status >= 400 && route.response_schema != "Readiness") {
    out.member("description", problem_title(status)).key("content").begin_object();
    write_content(out, "application/problem+json", "Problem");
    out.end_object();
  } else if (status == 204) {
    out.member("description", "Done");
  } else {
    out.member("description", status == 201 ? "Created" : "Good").key("content").begin_object();
    const bool bulk = route.body == Body::ndjson || route.body == Body::json_or_ndjson;
    if (route.body != Body::ndjson) write_content(out, kJson, route.response_schema);
    if (bulk && status == 200) write_content(out, kNdjson, "BulkLine");
    out.end_object();
  }
  out.end_object();
}

void write_responses(JsonWriter& out, const Route& route) {
  std::map<int, bool> statuses;
  for (const int status : route.statuses) statuses[status] = true;
  const bool good_listed = !route.statuses.empty() && statuses.begin()->first < 300;
  if (!good_listed || route.body == Body::json_or_ndjson) statuses[200] = true;
  if (!route.parameters.empty() || route.body != Body::none || route.path.find('{') != std::string_view::npos)
    statuses[400] = true;
  if (route.scope != Scope::none) statuses[401] = statuses[403] = statuses[429] = true;
  if (takes_idempotency_key(route)) statuses[409] = statuses[422] = true;
  if (route.shop_needed && route.scope != Scope::read && route.method != "POST") statuses[412] = true;
  if (route.body != Body::none) statuses[413] = statuses[415] = statuses[503] = statuses[507] = true;
  out.key("responses").begin_object();
  for (const auto& [status, listed] : statuses) write_response(out, route, status);
  out.end_object();
}

void write_operation(JsonWriter& out, const Route& route) {
  out.key(lower(route.method)).begin_object();
  out.member("operationId", operation_id(route)).member("summary", route.summary);
  out.key("tags").begin_array().value(route.tag).end_array();
  write_parameters(out, route);
  write_request_body(out, route);
  write_responses(out, route);
  out.key("security").begin_array();
  if (route.scope != Scope::none)
    out.begin_object().key("key").begin_array().value(scope_name(route.scope)).end_array().end_object();
  out.end_array().end_object();
}

void write_paths(JsonWriter& out) {
  std::map<std::string_view, std::vector<const Route*>> paths;
  for (const Route& route : route_table()) paths[route.path].push_back(&route);
  out.key("paths").begin_object();
  for (const auto& [path, routes] : paths) {
    out.key(path).begin_object();
    for (const Route* route : routes) write_operation(out, *route);
    out.end_object();
  }
  out.end_object();
}

void write_components(JsonWriter& out) {
  out.key("components")
      .begin_object()
      .key("securitySchemes")
      .raw(R"({"key":{"type":"http","scheme":"bearer"}})");
  out.key("schemas").begin_object();
  for (const auto& [name, schema] : openapi_schemas()) out.key(name).raw(schema);
  out.end_object().end_object();
}

}  // namespace

std::string openapi_document() {
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
  write_paths(out);
  write_components(out);
  out.end_object();
  return text;
}

}  // namespace suggestd::http
