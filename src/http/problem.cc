#include "http/problem.h"

#include <algorithm>

#include "base/json_text.h"

namespace suggestd::http {
namespace {

constexpr std::string_view kDamaged = "damaged";
constexpr std::string_view kTooCostly = "too-costly";
constexpr std::string_view kUnknownName = "unknown-name";

const ProblemType& type_of(int status) {
  const auto& table = problem_table();
  const auto found = std::find_if(table.begin(), table.end(),
                                  [status](const ProblemType& type) { return type.status == status; });
  return found != table.end() ? *found : table.back();
}

const ProblemType& type_named(std::string_view name) {
  const auto& table = problem_table();
  return *std::find_if(table.begin(), table.end(),
                       [&](const ProblemType& type) { return type.type == name; });
}

// Kinds that share their status with others have a type of their own.
const ProblemType& type_of(const Error& error) {
  if (error.kind() == ErrorKind::corrupt) return type_named(kDamaged);
  if (error.kind() == ErrorKind::too_costly) return type_named(kTooCostly);
  return type_of(status_of(error.kind()));
}

Response of_type(const ProblemType& type, std::string_view detail, const std::vector<FieldError>& fields) {
  Response response;
  response.status = type.status;
  response.content_type = kProblemType;
  JsonWriter writer(response.body);
  writer.begin_object()
      .member("type", std::string("/problems/").append(type.type))
      .member("title", type.title)
      .member("status", type.status)
      .member("detail", detail);
  writer.key("errors").begin_array();
  for (const FieldError& field : fields)
    writer.begin_object().member("pointer", field.pointer).member("detail", field.detail).end_object();
  writer.end_array().end_object();
  return response;
}

}  // namespace

const std::vector<ProblemType>& problem_table() {
  static const std::vector<ProblemType> table = {
      {400, "invalid", "Invalid request"},
      {401, "unauthorized", "Key missing or unknown"},
      {403, "forbidden", "Not allowed"},
      {404, "not-found", "Not found"},
      {405, "method-not-allowed", "Method not allowed"},
      {408, "too-slow", "Too slow"},
      {409, "conflict", "Conflict"},
      {410, "gone", "No longer kept"},
      {412, "precondition-failed", "Changed meanwhile"},
      {413, "too-large", "Too large"},
      {414, "target-too-long", "Address too long"},
      {415, "unsupported-media-type", "Unsupported media type"},
      {417, "expectation-failed", "Expectation can't be met"},
      {422, "key-reused", "Idempotency key used for another request"},
      {422, kTooCostly, "Costs too much"},
      {422, kUnknownName, "Names what is not there"},
      {428, "precondition-required", "If-Match required"},
      {429, "too-many-requests", "Too many requests"},
      {431, "headers-too-large", "Headers too large"},
      {501, "unsupported", "Not supported"},
      {503, "busy", "Try again later"},
      {503, kDamaged, "The store is damaged"},
      {505, "version-unsupported", "HTTP version not supported"},
      {507, "no-space", "Disk full"},
      {500, "internal", "Internal error"},
  };
  return table;
}

std::string_view problem_title(int status) { return type_of(status).title; }

int status_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid:
      return 400;
    case ErrorKind::not_found:
      return 404;
    case ErrorKind::conflict:
      return 409;
    case ErrorKind::denied:
      return 403;
    case ErrorKind::gone:
      return 410;
    case ErrorKind::too_large:
      return 413;
    case ErrorKind::too_costly:
      return 422;
    case ErrorKind::busy:
    case ErrorKind::corrupt:
      return 503;
    case ErrorKind::no_space:
      return 507;
    case ErrorKind::unsupported:
      return 501;
    case ErrorKind::io:
    case ErrorKind::internal:
      return 500;
  }
  return 500;
}

std::string public_detail(const Error& error) {
  switch (error.kind()) {
    case ErrorKind::corrupt:
      return "the store is damaged; its operator must act: the server's log and /v1/status say where";
    case ErrorKind::io:
      return "the server could not read or write its files; its log says more under the request id";
    case ErrorKind::internal:
      return "the server has failed at this request; its log says more under the request id";
    default:
      return error.message();
  }
}

Response problem_response(const Error& error) {
  const bool damaged = error.kind() == ErrorKind::corrupt;
  const int status = status_of(error.kind());
  Response response = of_type(type_of(error), public_detail(error), error.fields());
  // Damage does not end by itself.
  if ((status == 503 && !damaged) || status == 507) response.header("Retry-After", "1");
  return response;
}

Response problem_response(int status, std::string_view detail, const std::vector<FieldError>& fields) {
  ProblemType type = type_of(status);
  type.status = status;
  return of_type(type, detail, fields);
}

Response unknown_names_response(const std::vector<FieldError>& fields) {
  std::string detail;
  for (const FieldError& field : fields)
    detail += (detail.empty() ? "" : "; ") + field.pointer + ": " + field.detail;
  return of_type(type_named(kUnknownName), detail, fields);
}

void add_request_id(Response& response, std::string_view request_id) {
  response.body.pop_back();  // the closing brace
  response.body += ",\"request_id\":";
  append_json_string(response.body, request_id);
  response.body += '}';
}

}  // namespace suggestd::http
