#include "http/cors.h"

#include <fmt/format.h>

#include "http/problem.h"
#include "http/route.h"

namespace suggestd::http {
namespace {

constexpr std::string_view kAllowedHeaders =
    "Authorization, Content-Type, Idempotency-Key, If-None-Match, Suggestd-Consistency, Suggestd-Session, "
    "X-Request-Id, traceparent";
constexpr std::string_view kExposedHeaders =
    "ETag, Idempotent-Replayed, RateLimit, RateLimit-Policy, Retry-After, Suggestd-Applied, "
    "Suggestd-Cost, Suggestd-Session, Suggestd-Stale, X-Request-Id";
constexpr std::string_view kMaxAge = "7200";  // seconds; the most that Chromium keeps

void vary_by_origin(Response& response) { response.header("Vary", "Origin"); }

// Whether the page may read an answer of this kind. A request that was refused before its key was known is
// told to the pages of all keys, so that their scripts learn why.
bool may_read(const Request& request, std::string_view origin, const KeyRing& keys) {
  if (request.caller == nullptr) return keys.has_page_at(origin, "");
  if (request.caller->page != nullptr) return request.caller->page->has_origin(origin);
  return !request.caller->shopper.empty() && keys.has_page_at(origin, request.caller->shop);
}

}  // namespace

std::optional<Response> answer_preflight(const Request& request, const Router& router, const KeyRing& keys) {
  const std::string_view origin = request.header("Origin");
  const std::string_view method = request.header("Access-Control-Request-Method");
  if (request.method != "OPTIONS" || origin.empty() || method.empty()) return std::nullopt;
  const auto match = router.match(method, request.path);
  if (!match || match->route == nullptr) return std::nullopt;
  Response response;
  if (match->route->browsers == Browsers::no) {
    response =
        problem_response(403, fmt::format("{} {} is not open to browsers", method, match->route->path));
  } else if (!keys.has_page_at(origin, "")) {
    response = problem_response(
        403, fmt::format("no key of a page names the origin {}; POST /v1/keys with \"origins\" makes one",
                         origin));
  } else {
    response.status = 204;
    response.header("Access-Control-Allow-Origin", std::string(origin));
    response.header("Access-Control-Allow-Methods", std::string(match->route->method));
    response.header("Access-Control-Allow-Headers", std::string(kAllowedHeaders));
    response.header("Access-Control-Max-Age", std::string(kMaxAge));
  }
  vary_by_origin(response);
  return response;
}

void add_cors(Response& response, const Request& request, const KeyRing& keys) {
  if (request.route == nullptr || request.route->browsers == Browsers::no) return;
  vary_by_origin(response);
  const std::string_view origin = request.header("Origin");
  if (origin.empty() || !may_read(request, origin, keys)) return;
  response.header("Access-Control-Allow-Origin", std::string(origin));
  response.header("Access-Control-Expose-Headers", std::string(kExposedHeaders));
}

}  // namespace suggestd::http
