#include "http/openapi/openapi_answers.h"

#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "http/openapi/openapi_content.h"
#include "http/problem.h"

namespace suggestd::http {
namespace {

struct AnswerHeader {
  std::string_view name;
  std::string_view help;
};

constexpr AnswerHeader kHeaders[] = {
    {"X-Request-Id",
     "The id of the request: the caller's own if it is plain, else a new one. The log names it."},
    {"traceparent", "Goes on with the trace of the request, if it carried one."},
    {"Suggestd-Session",
     "Where the write stands in the shop's log: EPOCH:SEQUENCE. A read may send it back."},
    {"Suggestd-Applied", "What the answer had learned: EPOCH:SEQUENCE."},
    {"Suggestd-Next", "`after` of the next page; absent: this is the last."},
    {"Suggestd-Stale", "1: the wait ran out, and the answer is older than asked for."},
    {"ETag", "The version of the thing, for If-Match and If-None-Match."},
    {"Idempotent-Replayed", "true: the request was made before; this is its first answer."},
    {"RateLimit",
     "What is left of the address's and the key's rate, and of the shop's units of work, where they are "
     "limited."},
    {"RateLimit-Policy", "The address's and the key's rate, and the shop's units, also those of a day."},
    {"Suggestd-Cost", "Units of work that the request has cost."},
    {"Retry-After", "Seconds after which it may be tried again."},
    {"WWW-Authenticate", "Bearer"},
    {"Set-Cookie", "The session, and a token by which the browser is known at the next sign-in."},
    {"Location",
     "Where the new thing, or the work that has begun, can be looked at; or where a link leads to."},
};

bool is_good(int status) { return status < 300; }

bool tells_place(const Route& route) {
  return route.log_place == LogPlace::records || route.log_place == LogPlace::learned;
}

// Those that any answer may carry come first.
std::vector<std::string_view> headers_of(const Route& route, int status) {
  std::vector<std::string_view> names{"X-Request-Id", "traceparent"};
  const auto add = [&names](bool has, std::string_view name) {
    if (has) names.push_back(name);
  };
  add(true, "RateLimit");
  add(true, "RateLimit-Policy");
  add(route.shop_needed, "Suggestd-Cost");
  add(is_good(status) && route.log_place == LogPlace::written, "Suggestd-Session");
  add((is_good(status) || status == 304) && tells_place(route), "Suggestd-Applied");
  add(is_good(status) && route.log_place == LogPlace::learned, "Suggestd-Stale");
  add(is_good(status) && route.response_schema == "SegmentPeople", "Suggestd-Next");
  add((is_good(status) && route.tagged != Tagged::no) || status == 304, "ETag");
  add(is_good(status) && route.idempotency_key == IdempotencyKey::kept, "Idempotent-Replayed");
  add((status == 201 || status == 202) && route.method == "POST" && route.scope == Scope::admin, "Location");
  add(status == 302, "Location");
  add((is_good(status) || status == 302) && route.tag == "Sign-in", "Set-Cookie");
  add(status == 429 || status == 503 || status == 507, "Retry-After");
  add(status == 401, "WWW-Authenticate");
  return names;
}

void write_header_references(JsonWriter& out, const Route& route, int status) {
  out.key("headers").begin_object();
  for (const std::string_view name : headers_of(route, status)) {
    out.key(name).begin_object();
    out.member("$ref", fmt::format("#/components/headers/{}", name)).end_object();
  }
  out.end_object();
}

void write_problem_content(JsonWriter& out) {
  out.key("content").begin_object();
  write_content(out, "application/problem+json", "Problem");
  out.end_object();
}

void write_good_content(JsonWriter& out, const Route& route, int status) {
  const bool lines = route.body == Body::json_or_ndjson && status == 200;
  const bool text_alone = route.response_schema.empty() && !route.other_type.empty();
  out.key("content").begin_object();
  if (route.answers_lines) {
    write_line_content(out, kNdjson, route.response_schema);
  } else if (!text_alone) {
    write_content(out, kJson, route.response_schema);
  }
  if (lines) write_line_content(out, kNdjson, "BulkLine");
  if (!route.other_type.empty()) write_text_content(out, route.other_type);
  out.end_object();
}

void write_response(JsonWriter& out, const Route& route, int status) {
  out.key(fmt::format("{}", status)).begin_object();
  if (status == 304) {
    out.member("description", "What the reader has is still the same");
  } else if (status == 302) {
    out.member("description", "Leads on");
  } else if (is_good(status)) {
    out.member("description", status == 201 ? "Created" : (status == 202 ? "Accepted" : "Good"));
  } else {
    out.member("description", problem_title(status));
  }
  write_header_references(out, route, status);
  const bool unready = status == 503 && route.response_schema == "Readiness";
  const bool empty = status == 204 || status == 302 || status == 304;
  if (empty) return (void)out.end_object();
  if (is_good(status) || unready) {
    write_good_content(out, route, status);
  } else {
    write_problem_content(out);
  }
  out.end_object();
}

// The statuses that a route answers by its kind, beside those that it lists.
std::set<int> statuses_of(const Route& route) {
  std::set<int> statuses(route.statuses.begin(), route.statuses.end());
  const auto add = [&statuses](bool has, std::initializer_list<int> more) {
    if (has) statuses.insert(more);
  };
  const bool has_body = route.body != Body::none;
  add(statuses.empty() || *statuses.begin() >= 400, {200});
  add(true, {400, 429});  // a query parameter that it does not have; the address's rate
  add(route.scope != Scope::none || route.signed_in, {401, 403});
  add(route.shop_needed, {404, 503});  // no such shop; one under maintenance
  add(route.idempotency_key == IdempotencyKey::kept, {409, 422});
  add(route.log_place == LogPlace::learned, {422, 503});  // too costly, too stale
  add(route.tagged == Tagged::read, {304});
  add(route.tagged == Tagged::written, {412});
  add(has_body, {413, 415, 503, 507});
  add(route.log_place == LogPlace::written, {503, 507});
  return statuses;
}

}  // namespace

void write_responses(JsonWriter& out, const Route& route) {
  out.key("responses").begin_object();
  for (const int status : statuses_of(route)) write_response(out, route, status);
  // 408, 414, 431, 500 and their like, which no route is the reason of.
  out.key("default").begin_object().member("description", "Another problem");
  write_problem_content(out);
  out.end_object().end_object();
}

void write_answer_headers(JsonWriter& out) {
  for (const AnswerHeader& header : kHeaders) {
    out.key(header.name).begin_object().member("description", header.help);
    out.key("schema").raw(R"({"type":"string"})").end_object();
  }
}

}  // namespace suggestd::http
