#include "http/problem.h"

#include <algorithm>

#include "base/json_text.h"

namespace suggestd::http {
namespace {

const ProblemType& type_of(int status) {
  const auto& table = problem_table();
  const auto found = std::find_if(table.begin(), table.end(),
                                  [status](const ProblemType& type) { return type.status == status; });
  return found != table.end() ? *found : table.back();
}

}  // namespace

const std::vector<ProblemType>& problem_table() {
  static const std::vector<ProblemType> table = {
      {400, "invalid", "Invalid request"},
      {401, "unauthorized", "Key missing or unknown"},
      {403, "forbidden", "Not allowed"},
      {404, "not-found", "Not found"},
      {405, "method-not-allowed", "Method not allowed"},
      {409, "conflict", "Conflict"},
      {410, "gone", "No longer kept"},
      {412, "precondition-failed", "Changed meanwhile"},
      {413, "too-large", "Too large"},
      {414, "target-too-long", "Address too long"},
      {415, "unsupported-media-type", "Unsupported media type"},
      {422, "key-reused", "Idempotency key used for another request"},
      {428, "precondition-required", "If-Match required"},
      {429, "too-many-requests", "Too many requests"},
      {431, "headers-too-large", "Headers too large"},
      {501, "unsupported", "Not supported"},
      {503, "busy", "Try again later"},
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
    case ErrorKind::busy:
      return 503;
    case ErrorKind::no_space:
      return 507;
    case ErrorKind::unsupported:
      return 501;
    case ErrorKind::corrupt:
    case ErrorKind::io:
    case ErrorKind::internal:
      return 500;
  }
  return 500;
}

Response problem_response(const Error& error) {
  Response response = problem_response(status_of(error.kind()), error.message(), error.fields());
  if (response.status == 503 || response.status == 507) response.header("Retry-After", "1");
  return response;
}

Response problem_response(int status, std::string_view detail, const std::vector<FieldError>& fields) {
  const ProblemType& type = type_of(status);
  Response response;
  response.status = status;
  response.content_type = kProblemType;
  JsonWriter writer(response.body);
  writer.begin_object()
      .member("type", std::string("/problems/").append(type.type))
      .member("title", type.title)
      .member("status", status)
      .member("detail", detail);
  writer.key("errors").begin_array();
  for (const FieldError& field : fields)
    writer.begin_object().member("pointer", field.pointer).member("detail", field.detail).end_object();
  writer.end_array().end_object();
  return response;
}

void add_request_id(Response& response, std::string_view request_id) {
  response.body.pop_back();  // the closing brace
  response.body += ",\"request_id\":";
  append_json_string(response.body, request_id);
  response.body += '}';
}

}  // namespace suggestd::http
