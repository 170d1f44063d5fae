#include "http/dispatcher.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cctype>
#include <exception>

#include <fmt/format.h>

#include "base/json_text.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/unique_id.h"
#include "http/problem.h"
#include "http/query.h"
#include "http/repeated_requests.h"
#include "http/trace_context.h"

namespace suggestd::http {
namespace {

constexpr std::size_t kLongestRequestId = 128;
constexpr std::string_view kBearer = "Bearer ";

bool is_safe_request_id(std::string_view id) {
  return !id.empty() && id.size() <= kLongestRequestId &&
         std::all_of(id.begin(), id.end(), [](unsigned char c) {
           return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.' || c == ':' || c == '/' ||
                  c == '+' || c == '=';
         });
}

bool same_word(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

// "application/json" of "application/json; charset=utf-8".
std::string_view media_type(std::string_view header) {
  std::string_view type = header.substr(0, header.find(';'));
  while (type.ends_with(' ')) type.remove_suffix(1);
  return type;
}

bool is_json_type(std::string_view type) {
  return type.empty() || same_word(type, "application/json") ||
         (type.size() > 5 && same_word(type.substr(type.size() - 5), "+json"));
}

bool is_ndjson_type(std::string_view type) {
  return same_word(type, "application/x-ndjson") || same_word(type, "application/ndjson") ||
         same_word(type, "application/jsonl");
}

std::string wanted_types(Body body) {
  if (body == Body::json) return "application/json";
  if (body == Body::ndjson) return "application/x-ndjson";
  return "application/json or application/x-ndjson";
}

Response unauthorized(std::string_view detail) {
  return std::move(problem_response(401, detail).header("WWW-Authenticate", "Bearer"));
}

Response not_routed(const Match& match, std::string_view method, std::string_view path) {
  if (match.allow.empty())
    return problem_response(404,
                            fmt::format("there is nothing at {}; /openapi.json lists what there is", path));
  return std::move(
      problem_response(405, fmt::format("{} is not possible at {}; {} is", method, path, match.allow))
          .header("Allow", match.allow));
}

void add_rate_headers(Response& response, const RateVerdict& rate, const RateLimit& limit) {
  const auto seconds = (rate.reset.count() + 999) / 1000;
  response.header("RateLimit", fmt::format("\"key\";r={};t={}", rate.remaining, seconds));
  response.header(
      "RateLimit-Policy",
      fmt::format("\"key\";q={};w={}", limit.burst,
                  std::max<std::int64_t>(
                      1, static_cast<std::int64_t>(static_cast<double>(limit.burst) / limit.per_second))));
  if (!rate.allowed) response.header("Retry-After", fmt::format("{}", (rate.retry.count() + 999) / 1000));
}

Histogram& duration_of(const Route* route, int status) {
  // One slot for each status of each route, filled when first met: looking a histogram up takes a lock.
  struct Slots {
    std::array<std::atomic<Histogram*>, 600> by_status{};
  };
  static std::vector<Slots> slots(route_table().size() + 1);
  const bool listed = route != nullptr && route >= route_table().data() &&
                      route < route_table().data() + route_table().size();
  const std::size_t row =
      listed ? static_cast<std::size_t>(route - route_table().data()) : route_table().size();
  auto& slot = slots[row].by_status[static_cast<std::size_t>(std::clamp(status, 0, 599))];
  Histogram* known = slot.load(std::memory_order_acquire);
  if (known == nullptr) {
    const std::string name = listed ? fmt::format("{} {}", route->method, route->path) : "none";
    known = &histogram("suggestd_http_request_duration_seconds",
                       fmt::format("route=\"{}\",code=\"{}\"", name, status));
    slot.store(known, std::memory_order_release);
  }
  return *known;
}

}  // namespace

Dispatcher::Dispatcher(const std::vector<Route>& routes, Serves listener, Services& services)
    : router_(routes, listener), services_(services) {}

Prepared Dispatcher::prepare(std::string_view method, std::string_view target,
                             std::function<std::string_view(std::string_view)> header) const {
  Prepared prepared;
  prepared.begin = std::chrono::steady_clock::now();
  Request& request = prepared.request;
  request.method = method;
  request.header = std::move(header);
  const std::string_view id = request.header("X-Request-Id");
  prepared.request_id = is_safe_request_id(id) ? std::string(id) : make_uuid7();
  prepared.traceparent = continue_trace(request.header("traceparent"));
  prepared.refusal = check(prepared, target);
  return prepared;
}

Response Dispatcher::answer(Prepared& prepared, std::string_view body) const {
  prepared.request.body = body;
  prepared.request.id = prepared.request_id;
  Response response = prepared.refusal ? std::move(*prepared.refusal) : run(prepared);
  if (response.content_type == kProblemType) add_request_id(response, prepared.request_id);
  response.header("X-Request-Id", prepared.request_id);
  if (!prepared.traceparent.empty()) response.header("traceparent", prepared.traceparent);
  if (prepared.rate) add_rate_headers(response, *prepared.rate, services_.rate_limit);
  record(prepared, response);
  return response;
}

std::optional<Response> Dispatcher::check(Prepared& prepared, std::string_view target) const {
  Request& request = prepared.request;
  const std::size_t mark = std::min(target.find('?'), target.size());
  request.path = target.substr(0, mark);
  request.query = mark < target.size() ? target.substr(mark + 1) : std::string_view();
  auto match = router_.match(request.method, request.path);
  if (!match) return problem_response(match.error());
  if (match->route == nullptr) return not_routed(*match, request.method, request.path);
  request.route = match->route;
  request.path_values = std::move(match->path_values);
  if (auto refused = authenticate(prepared)) return refused;
  auto query = read_query(*request.route, request.query);
  if (!query) return problem_response(query.error());
  request.query_values = *std::move(query);
  return check_body_type(request);
}

std::optional<Response> Dispatcher::authenticate(Prepared& prepared) const {
  Request& request = prepared.request;
  if (request.route->scope == Scope::none) return std::nullopt;
  const std::string_view header = request.header("Authorization");
  if (header.size() <= kBearer.size() || !same_word(header.substr(0, kBearer.size()), kBearer))
    return unauthorized(
        "this needs a key: send 'Authorization: Bearer KEY'; 'suggestd key create' makes one");
  KeyRing::Entry* entry = services_.keys->find(header.substr(kBearer.size()));
  if (entry == nullptr) return unauthorized("the key is unknown; 'suggestd key create' makes one");
  request.caller = &entry->caller;
  if (!allows(entry->caller.scopes, request.route->scope)) {
    return problem_response(403,
                            fmt::format("this needs a key with the scope '{}'; yours has {}",
                                        scope_name(request.route->scope), to_text(entry->caller.scopes)));
  }
  if (services_.rate_limit.per_second > 0) {
    prepared.rate = entry->bucket.take(services_.rate_limit, prepared.begin);
    if (!prepared.rate->allowed)
      return problem_response(429, "this key has used up its rate; see RateLimit and Retry-After");
  }
  if (!request.route->shop_needed) return std::nullopt;
  const std::string_view named = request.header("Suggestd-Shop");
  std::string_view shop = entry->caller.shop;
  if (shop.empty()) shop = named.empty() ? std::string_view("default") : named;  // the administrator's choice
  request.shop = services_.find_shop(shop);
  if (request.shop == nullptr) return problem_response(404, fmt::format("there is no shop '{}'", shop));
  return std::nullopt;
}

std::optional<Response> Dispatcher::check_body_type(Request& request) const {
  if (request.route->body == Body::none) return std::nullopt;
  const std::string_view type = media_type(request.header("Content-Type"));
  request.ndjson = is_ndjson_type(type) || (type.empty() && request.route->body == Body::ndjson);
  const bool good = request.ndjson ? request.route->body != Body::json
                                   : is_json_type(type) && request.route->body != Body::ndjson;
  if (good) return std::nullopt;
  return problem_response(
      415, fmt::format("Content-Type is '{}'; this takes {}", type, wanted_types(request.route->body)));
}

Response Dispatcher::run(Prepared& prepared) const {
  try {
    const Request& request = prepared.request;
    const auto handle = [&] {
      auto response = request.route->handler(request, services_);
      return response ? *std::move(response) : problem_response(response.error());
    };
    return takes_idempotency_key(*request.route) ? services_.repeated->once(request, handle) : handle();
  } catch (const std::exception& defect) {
    log_error("a handler failed", {{"request_id", prepared.request_id},
                                   {"route", prepared.request.route->path},
                                   {"error", defect.what()}});
    return problem_response(500,
                            "the server has failed at this request; its log says more under the request id");
  }
}

void Dispatcher::record(const Prepared& prepared, const Response& response) const {
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - prepared.begin;
  duration_of(prepared.request.route, response.status).observe(took.count());
  const bool ours = response.status >= 500 && response.status != 503 && response.status != 507;
  if (!ours && !services_.log_requests.load(std::memory_order_relaxed)) return;
  log(ours ? LogLevel::error : LogLevel::info, "request",
      {{"request_id", prepared.request_id},
       {"trace", prepared.traceparent},
       {"method", prepared.request.method},
       {"route", prepared.request.route != nullptr ? prepared.request.route->path : "none"},
       {"status", response.status},
       {"ms", took.count() * 1000},
       {"key", prepared.request.caller != nullptr ? prepared.request.caller->key_id : ""}});
}

}  // namespace suggestd::http
