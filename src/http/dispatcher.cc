#include "http/dispatcher.h"

#include <algorithm>
#include <cctype>
#include <exception>
#include <map>
#include <new>

#include <fmt/format.h>

#include "access/people.h"
#include "access/shopper_token.h"
#include "base/json_text.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/metrics.h"
#include "base/time.h"
#include "base/unique_id.h"
#include "http/audit.h"
#include "http/browser_session.h"
#include "http/cors.h"
#include "http/key_day.h"
#include "http/page_access.h"
#include "http/problem.h"
#include "http/query.h"
#include "http/repeated_requests.h"
#include "http/request_record.h"
#include "http/routes.h"
#include "http/trace_context.h"
#include "http/wire/characters.h"
#include "records/json_place.h"
#include "shop/shop.h"

namespace suggestd::http {
namespace {

constexpr std::size_t kLongestRequestId = 128;
constexpr std::string_view kBearer = "Bearer ";
// To keep all buckets of addresses empty takes as many requests a second as places times the rate: more than the
// server takes from anybody.
constexpr std::size_t kAddressBuckets = 65'536;
constexpr std::size_t kShopperBuckets = 4'096;

bool is_safe_request_id(std::string_view id) {
  return !id.empty() && id.size() <= kLongestRequestId &&
         std::all_of(id.begin(), id.end(), [](unsigned char c) {
           return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.' || c == ':' || c == '/' ||
                  c == '+' || c == '=';
         });
}

// "application/json" of "application/json; charset=utf-8".
std::string_view media_type(std::string_view header) {
  return trim_blanks(header.substr(0, header.find(';')));
}

// "utf-8" of "application/json; charset=\"utf-8\""; "" if none is named.
std::string_view charset_of(std::string_view header) {
  constexpr std::string_view kName = "charset=";
  for (std::size_t begin = header.find(';'); begin < header.size();) {
    const std::size_t end = std::min(header.find(';', begin + 1), header.size());
    std::string_view parameter = trim_blanks(header.substr(begin + 1, end - begin - 1));
    begin = end;
    if (parameter.size() < kName.size() || !same_word(parameter.substr(0, kName.size()), kName)) continue;
    parameter.remove_prefix(kName.size());
    const bool quoted = parameter.size() >= 2 && parameter.front() == '"' && parameter.back() == '"';
    return quoted ? parameter.substr(1, parameter.size() - 2) : parameter;
  }
  return "";
}

bool is_utf8_charset(std::string_view charset) {
  return charset.empty() || same_word(charset, "utf-8") || same_word(charset, "utf8") ||
         same_word(charset, "us-ascii");
}

bool is_json_type(std::string_view type) {
  return type.empty() || same_word(type, "application/json") ||
         (type.size() > 5 && same_word(type.substr(type.size() - 5), "+json"));
}

bool is_ndjson_type(std::string_view type) {
  return same_word(type, "application/x-ndjson") || same_word(type, "application/ndjson") ||
         same_word(type, "application/jsonl");
}

std::string wanted_types(const Route& route) {
  switch (route.body) {
    case Body::none:
    case Body::json:
      return "application/json";
    case Body::json_or_ndjson:
      return route.request_type.empty()
                 ? "application/json or application/x-ndjson"
                 : fmt::format("application/json, application/x-ndjson or {}", route.request_type);
    case Body::json_or_array:
      return fmt::format("application/json or {}", route.request_type);
    case Body::file:
      return "the file itself, as it is";
  }
  return "";
}

Response unauthorized(std::string_view detail) {
  return std::move(problem_response(401, detail).header("WWW-Authenticate", "Bearer"));
}

// "'read'", or "'read' or 'merchandise'".
std::string scopes_wanted(const Route& route) {
  if (route.also_opened_by == Scope::none) return fmt::format("'{}'", scope_name(route.scope));
  return fmt::format("'{}' or '{}'", scope_name(route.scope), scope_name(route.also_opened_by));
}

std::string lacking_scope(const Request& request) {
  const Caller& caller = *request.caller;
  const Scope needed = request.route->scope;
  if (caller.kind != CallerKind::account) {
    return fmt::format("this needs a key with the scope {}; yours has {}", scopes_wanted(*request.route),
                       to_text(caller.scopes));
  }
  if (needed == Scope::ingest || needed == Scope::collect)
    return fmt::format("this needs a key with the scope '{}': records go in with keys, not with sessions",
                       scope_name(needed));
  return fmt::format("this needs the scope {}, which your roles do not give you {}",
                     scopes_wanted(*request.route),
                     caller.shop.empty() ? "here" : fmt::format("in the shop '{}'", caller.shop));
}

// The shop that a request names; "" if it names none.
std::string_view named_shop(const Request& request) {
  return request.route->shop_in_path ? request.path_value("shop") : request.header("Suggestd-Shop");
}

// Whether one who administers a single shop asks for what is the server's.
bool is_beyond_shop(const Request& request) {
  const Route& route = *request.route;
  return route.scope == Scope::admin && !request.caller->shop.empty() && !route.shop_needed &&
         !route.within_shop;
}

// A browser's form wraps the file into parts of its own, which would be read as lines of it.
std::optional<Response> refuse_form(const Request& request, std::string_view type) {
  const std::size_t slash = std::min(type.find('/'), type.size());
  const bool form =
      same_word(type.substr(0, slash), "multipart") || same_word(type, "application/x-www-form-urlencoded");
  if (!form) return std::nullopt;
  return problem_response(
      415, fmt::format("Content-Type is '{}'; this takes {}", type, wanted_types(*request.route)));
}

// A shape that no JSON body of a route has, told before the handler would find fault with its parts.
std::optional<Response> check_shape(const Request& request) {
  if (request.route->body == Body::file) return std::nullopt;
  const std::size_t first = request.body.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return std::nullopt;
  std::string wrong;
  if (request.ndjson) {
    wrong = request.body[first] == '['
                ? "is an array, but must be one JSON object a line, with no brackets around "
                  "them and no commas between"
                : unlike_json(request.body);
  } else if (request.body[first] == '[' && request.route->body != Body::json_or_array) {
    wrong = "must be an object, but is an array";
    if (request.route->body == Body::json_or_ndjson)
      wrong += "; send several as application/x-ndjson, one object a line";
  }
  if (wrong.empty()) return std::nullopt;
  return problem_response(invalid_field("", std::move(wrong)));
}

std::int64_t whole_seconds(std::chrono::milliseconds time) {
  return std::chrono::ceil<std::chrono::seconds>(time).count();
}

// One member of RateLimit and of RateLimit-Policy: the quota is `most` in `seconds`.
struct ToldLimit {
  std::string_view name;
  const RateVerdict& verdict;
  std::int64_t most;
  std::int64_t seconds;
};

void add_rate_headers(Response& response, const std::vector<ToldLimit>& limits) {
  if (limits.empty()) return;
  std::string left;
  std::string policy;
  std::int64_t wait = 0;
  for (const ToldLimit& limit : limits) {
    const std::string_view comma = left.empty() ? "" : ", ";
    left += fmt::format("{}\"{}\";r={};t={}", comma, limit.name, limit.verdict.remaining,
                        whole_seconds(limit.verdict.reset));
    policy += fmt::format("{}\"{}\";q={};w={}", comma, limit.name, limit.most, limit.seconds);
    if (!limit.verdict.allowed) wait = std::max(wait, whole_seconds(limit.verdict.retry));
  }
  response.header("RateLimit", std::move(left));
  response.header("RateLimit-Policy", std::move(policy));
  if (wait > 0) response.header("Retry-After", fmt::format("{}", wait));
}

constexpr std::int64_t kDaySeconds = std::chrono::seconds(std::chrono::days(1)).count();

void tell_limits(const Prepared& prepared, Response& response) {
  std::vector<ToldLimit> limits;
  const auto tell = [&limits](std::string_view name, const std::optional<RateVerdict>& verdict,
                              const RateLimit& rate) {
    if (!verdict) return;
    const auto seconds = static_cast<std::int64_t>(static_cast<double>(rate.burst) / rate.per_second);
    limits.push_back({name, *verdict, rate.burst, std::max<std::int64_t>(1, seconds)});
  };
  tell("address", prepared.address_rate, prepared.terms->address_rate_limit);
  tell("key", prepared.rate, prepared.terms->rate_limit);
  if (prepared.units) {
    limits.push_back({"units", prepared.units->verdict, prepared.units->per_second * kUnitBurst.count(),
                      kUnitBurst.count()});
  }
  if (prepared.day) limits.push_back({"day", prepared.day->verdict, prepared.day->most, kDaySeconds});
  if (const auto& day = prepared.key_day) limits.push_back({"key_day", day->verdict, day->most, kDaySeconds});
  add_rate_headers(response, limits);
}

// Looked up once by each thread for each shop: the registry takes a lock.
Counter& units_counter(const shop::Shop& shop) {
  thread_local std::map<ShopId, Counter*> known;
  Counter*& units = known[shop.id()];
  if (units == nullptr) units = &counter("suggestd_work_units_total", {{"shop", shop.name()}});
  return *units;
}

void count_limited(std::string_view shop, std::string_view limit) {
  counter("suggestd_limited_requests_total", {{"shop", shop}, {"limit", limit}}).add();
}

// Takes what the request has cost from the units of its shop and its key, and tells it.
void charge(const Prepared& prepared, Response& response) {
  const std::uint64_t cost =
      kUnitsPerRequest + kUnitsPerBodyByte * prepared.request.body.size() + prepared.spent;
  response.header("Suggestd-Cost", fmt::format("{}", cost));
  if (prepared.request.shop != nullptr) units_counter(*prepared.request.shop).add(cost);
  if (prepared.units)
    prepared.units->share->charge(cost, prepared.units->per_second, std::chrono::steady_clock::now());
  for (const auto* day : {&prepared.day, &prepared.key_day}) {
    if (*day) (*day)->count->charge(cost);
  }
}

// Logs the part of an error that the caller is not told.
void tell_operator(const Error& error, const Prepared& prepared) {
  if (public_detail(error) == error.message()) return;
  log_error("a request met trouble with the server's own files or code",
            {{"route", prepared.request.route->path},
             {"kind", error_kind_name(error.kind())},
             {"error", error.message()}});
}

// A budget's lever is called as in a body, "/limit"; where it is a query parameter, it is called "?limit".
Error with_parameters(const Request& request, const Error& error) {
  if (error.kind() != ErrorKind::too_costly && error.kind() != ErrorKind::too_large) return error;
  Error told(error.kind(), error.message());
  for (const FieldError& field : error.fields()) {
    const auto is_it = [&](const Parameter& parameter) { return field.pointer.substr(1) == parameter.name; };
    const bool parameter = std::ranges::any_of(request.route->parameters, is_it);
    told.add_field(parameter ? fmt::format("?{}", field.pointer.substr(1)) : field.pointer, field.detail);
  }
  return told;
}

}  // namespace

Dispatcher::Dispatcher(const std::vector<Route>& routes, Serves listener, Services& services,
                       const Caller* owner)
    : listener_(listener),
      router_(routes, listener),
      elsewhere_(routes, listener == Serves::shop ? Serves::admin : Serves::shop),
      services_(services),
      owner_(owner),
      shopper_rates_(kShopperBuckets),
      address_rates_(kAddressBuckets) {}

Prepared Dispatcher::prepare(Arrival arrival) const {
  Prepared prepared;
  prepared.begin = std::chrono::steady_clock::now();
  Request& request = prepared.request;
  request.method = arrival.method;
  request.for_admin = listener_ == Serves::admin;
  request.header = std::move(arrival.header);
  prepared.terms = services_.terms.load();
  request.terms = prepared.terms.get();
  request.from = sender_behind(arrival.socket, request.terms->proxies, arrival.lines);
  const std::string_view id = request.header("X-Request-Id");
  prepared.request_id = is_safe_request_id(id) ? std::string(id) : make_uuid7();
  const LogContext context("request_id", prepared.request_id);
  prepared.traceparent = continue_trace(request.header("traceparent"));
  prepared.refusal = check(prepared, arrival.target);
  return prepared;
}

Response Dispatcher::answer(Prepared& prepared, std::string_view body) const {
  const auto begun = std::chrono::steady_clock::now();
  const LogContext context("request_id", prepared.request_id);
  restore_emergency_memory();
  prepared.request.body = body;
  prepared.request.id = prepared.request_id;
  if (!prepared.refusal && prepared.request.route->body != Body::none)
    prepared.refusal = check_shape(prepared.request);
  const bool refused = prepared.refusal.has_value();
  Response response = refused ? std::move(*prepared.refusal) : run(prepared);
  if (!refused && listener_ == Serves::admin && services_.people != nullptr)
    note_change(*services_.people->audit, prepared.request, response);
  if (response.content_type == kProblemType) add_request_id(response, prepared.request_id);
  response.header("X-Request-Id", prepared.request_id);
  if (!prepared.traceparent.empty()) response.header("traceparent", prepared.traceparent);
  if (listener_ == Serves::shop && services_.keys != nullptr)
    add_cors(response, prepared.request, *services_.keys);
  if (!refused && (prepared.request.shop != nullptr || prepared.key_day)) charge(prepared, response);
  tell_limits(prepared, response);
  record_request(prepared, response, begun);
  return response;
}

std::optional<Response> Dispatcher::check(Prepared& prepared, std::string_view target) const {
  Request& request = prepared.request;
  const std::size_t mark = std::min(target.find('?'), target.size());
  request.path = target.substr(0, mark);
  request.query = mark < target.size() ? target.substr(mark + 1) : std::string_view();
  if (auto limited = take_address_rate(prepared)) return limited;
  if (listener_ == Serves::shop && services_.keys != nullptr) {  // without keys there are no pages
    if (auto answered = answer_preflight(request, router_, *services_.keys)) return answered;
  }
  auto match = router_.match(request.method, request.path);
  if (!match) return problem_response(match.error());
  if (match->route == nullptr) return not_routed(*match, request);
  request.route = match->route;
  request.path_values = std::move(match->path_values);
  if (auto refused = authenticate(prepared)) return refused;
  auto query = read_query(*request.route, request.query);
  if (!query) return problem_response(query.error());
  request.query_values = *std::move(query);
  if (auto refused = check_body_type(request)) return refused;
  return check_load(request);
}

Response Dispatcher::not_routed(const Match& match, const Request& request) const {
  if (!match.allow.empty()) {
    return std::move(
        problem_response(
            405, fmt::format("{} is not possible at {}; {} {}", request.method, request.path, match.allow,
                             match.allow.find(',') == std::string::npos ? "is" : "are"))
            .header("Allow", match.allow));
  }
  const auto other = elsewhere_.match(request.method, request.path);
  if (other && (other->route != nullptr || !other->allow.empty())) {
    return problem_response(
        404, fmt::format("{} is served at the server's other address: see http.shop_listen and "
                         "http.admin_listen",
                         request.path));
  }
  const std::string_view nearest = router_.nearest(request.path);
  const std::string hint = nearest.empty() ? "" : fmt::format("did you mean {}? ", nearest);
  return problem_response(
      404, fmt::format("there is nothing at {}; {}/openapi.json lists what there is", request.path, hint));
}

// Sessions are the administrators' alone; the owner's socket knows its caller without one.
bool Dispatcher::serves_browsers() const {
  return listener_ == Serves::admin && owner_ == nullptr && services_.people != nullptr;
}

std::optional<Response> Dispatcher::authenticate(Prepared& prepared) const {
  Request& request = prepared.request;
  const Route& route = *request.route;
  // A key in the header is nothing that a browser sends by itself, so such a request is nobody's trick.
  if (serves_browsers() && is_unsafe(request.method) && request.header("Authorization").empty()) {
    if (auto refused = refuse_other_pages(request)) return refused;
  }
  const bool needed = route.scope != Scope::none || route.signed_in;
  if (!needed && !route.key_optional) return std::nullopt;
  auto refused = identify(prepared);
  if (!needed) return std::nullopt;
  if (refused) return refused;
  if (route.signed_in && request.signed_in == nullptr)
    return unauthorized("this is about the session of a person: sign in with POST /v1/session");
  if (request.caller->in_browser()) {
    if (const Status open = check_browser(request); !open) return problem_response(open.error());
  } else if (!opens(request.caller->scopes, route)) {
    return problem_response(403, lacking_scope(request));
  }
  if (is_beyond_shop(request)) {
    return problem_response(403,
                            fmt::format("this is about the whole server, and your roles reach the shop '{}'",
                                        request.caller->shop));
  }
  if (auto limited = take_rate(prepared)) return limited;
  if (auto limited = take_key_day(prepared)) return limited;
  return route.shop_needed ? choose_shop(prepared) : std::nullopt;
}

// Keys and sessions have a rate each; shoppers have one by person, so that none uses up that of all others.
std::optional<Response> Dispatcher::take_rate(Prepared& prepared) const {
  const RateLimit& limit = prepared.terms->rate_limit;
  if (limit.per_second <= 0) return std::nullopt;
  TokenBucket* bucket = nullptr;
  if (prepared.key != nullptr) bucket = &prepared.key->bucket;
  if (prepared.signed_in != nullptr) bucket = &prepared.signed_in->session->bucket;
  if (prepared.shopper != nullptr) bucket = &shopper_rates_.of(prepared.shopper->key_id);
  if (bucket == nullptr) return std::nullopt;  // the owner
  prepared.rate = bucket->take(limit, prepared.begin);
  if (prepared.rate->allowed) return std::nullopt;
  count_limited(prepared.request.caller->shop, "key");
  return problem_response(429, fmt::format("this {} has used up its rate; see RateLimit and Retry-After",
                                           prepared.signed_in != nullptr ? "session" : "key"));
}

std::optional<Response> Dispatcher::take_key_day(Prepared& prepared) const {
  if (prepared.key == nullptr) return std::nullopt;
  const Timestamp at = now();
  prepared.key_day = ask_for_key_day(*prepared.key, services_, at);
  if (!prepared.key_day || prepared.key_day->verdict.allowed) return std::nullopt;
  count_limited(prepared.request.caller->shop, "key_day");
  return out_of_key_day(*prepared.key, *prepared.key_day, services_, at);
}

// Counts all requests, those without a key and those for nothing among them: it is for who sends too many of these.
std::optional<Response> Dispatcher::take_address_rate(Prepared& prepared) const {
  const RateLimit& limit = prepared.terms->address_rate_limit;
  const std::optional<IpAddress>& address = prepared.request.from.address;
  if (limit.per_second <= 0 || !address) return std::nullopt;
  const auto network = address->network().bytes;
  const std::string_view name(reinterpret_cast<const char*>(network.data()), network.size());
  prepared.address_rate = address_rates_.of(name).take(limit, prepared.begin);
  if (prepared.address_rate->allowed) return std::nullopt;
  count_limited("", "address");
  return problem_response(429, "this address has used up its rate; see RateLimit and Retry-After");
}

std::size_t Dispatcher::most_connections_from(const IpAddress& peer) const {
  const auto terms = services_.terms.load();
  return terms->proxies.trusts(peer) ? 0 : terms->address_connections;
}

// Finds out who calls; 401 if that stays unknown, 403 if a page of elsewhere calls in a person's name.
std::optional<Response> Dispatcher::identify(Prepared& prepared) const {
  const std::string_view header = prepared.request.header("Authorization");
  if (!header.empty()) return check_key(prepared, header);
  if (owner_ != nullptr) {
    prepared.request.caller = owner_;
    return std::nullopt;
  }
  const std::string_view token = serves_browsers() ? session_token_of(prepared.request) : std::string_view();
  return token.empty() ? check_key(prepared, header) : check_session(prepared, token);
}

std::optional<Response> Dispatcher::check_session(Prepared& prepared, std::string_view token) const {
  Request& request = prepared.request;
  auto found = services_.people->sessions->find(token, now());
  if (!found) return unauthorized("the session has ended: sign in with POST /v1/session");
  if (auto refused = check_csrf(request, *found)) return refused;
  const AccountRecord& account = *found->account;
  prepared.account =
      std::make_shared<const Caller>(caller_of(account.account_id, account.roles, request.route->scope,
                                               named_shop(request), request.route->shop_needed));
  prepared.signed_in = std::make_shared<const SignedIn>(*std::move(found));
  request.signed_in = prepared.signed_in.get();
  request.caller = prepared.account.get();
  return std::nullopt;
}

std::optional<Response> Dispatcher::check_key(Prepared& prepared, std::string_view header) const {
  const std::string in_address = header.empty() ? key_in_address(prepared.request) : std::string();
  const bool bearer = header.size() > kBearer.size() && same_word(header.substr(0, kBearer.size()), kBearer);
  if (!bearer && in_address.empty())
    return unauthorized(
        "this needs a key: send 'Authorization: Bearer KEY'; 'suggestd key create' makes one");
  const std::string_view credential = bearer ? header.substr(kBearer.size()) : std::string_view(in_address);
  if (bearer && looks_like_token(credential)) return check_token(prepared, credential);
  prepared.key = services_.keys->find(credential);
  if (prepared.key == nullptr) return unauthorized("the key is unknown; 'suggestd key create' makes one");
  const KeyRecord& key = prepared.key->record;
  if (const KeyState state = state_of(key, now()); state != KeyState::active) {
    return unauthorized(fmt::format("the key {} is {} since {}; ask for a new one", key.caller.key_id,
                                    key_state_name(state), to_rfc3339(end_of(key))));
  }
  if (!bearer && key.caller.page == nullptr) {
    return unauthorized(
        "a secret key may not stand in an address, where logs keep it: send it in the header Authorization, "
        "and "
        "rotate this one");
  }
  prepared.request.caller = &key.caller;
  return std::nullopt;
}

std::optional<Response> Dispatcher::check_token(Prepared& prepared, std::string_view token) const {
  auto shopper = admit_shopper(token, services_, now());
  if (!shopper) return unauthorized(shopper.error().message());
  prepared.shopper = *std::move(shopper);
  prepared.request.caller = prepared.shopper.get();
  return std::nullopt;
}

// A shop's key is for its shop alone; the administrator names one.
std::optional<Response> Dispatcher::choose_shop(Prepared& prepared) const {
  Request& request = prepared.request;
  const std::string_view named = named_shop(request);
  std::string_view shop = request.caller->shop;
  if (!shop.empty() && !named.empty() && named != shop) {
    return problem_response(403, fmt::format("{}your key is for the shop '{}' alone",
                                             request.route->shop_in_path ? "" : "Suggestd-Shop: ", shop));
  }
  if (shop.empty()) shop = named.empty() ? std::string_view("default") : named;
  prepared.shop = services_.find_shop(shop);
  request.shop = prepared.shop.get();
  if (request.shop == nullptr) return problem_response(404, fmt::format("there is no shop '{}'", shop));
  if (auto refused = refuse_by_mode(request)) return refused;
  return take_units(prepared);
}

// The day comes first: a shop that has used it up wants no share of the second's units.
std::optional<Response> Dispatcher::take_units(Prepared& prepared) const {
  const Request& request = prepared.request;
  const Timestamp at = now();
  prepared.day = ask_for_day(request, *services_.day_units, *prepared.terms, at);
  if (prepared.day && !prepared.day->verdict.allowed) {
    count_limited(request.shop->name(), "day");
    return out_of_day(request, *prepared.day, at);
  }
  prepared.units = ask_for_units(request, services_.unit_shares, *prepared.terms, prepared.begin);
  if (!prepared.units || prepared.units->verdict.allowed) return std::nullopt;
  count_limited(request.shop->name(), "units");
  return out_of_units(request, *prepared.units);
}

std::optional<Response> Dispatcher::check_body_type(Request& request) const {
  if (request.route->body == Body::none) return std::nullopt;
  const std::string_view header = request.header("Content-Type");
  const std::string_view type = media_type(header);
  if (request.route->body == Body::file) return refuse_form(request, type);
  request.ndjson = is_ndjson_type(type);
  const bool named = !request.route->request_type.empty() && same_word(type, request.route->request_type);
  const bool good =
      request.ndjson ? request.route->body == Body::json_or_ndjson : named || is_json_type(type);
  if (const std::string_view charset = charset_of(header); good && !is_utf8_charset(charset)) {
    return problem_response(
        415,
        fmt::format("Content-Type says that the body is '{}'; send it as UTF-8, and say so or say nothing",
                    charset));
  }
  if (good) return std::nullopt;
  return problem_response(
      415, fmt::format("Content-Type is '{}'; this takes {}", type, wanted_types(*request.route)));
}

// Refuses a write before its body is read and checked, if it would be refused afterwards.
std::optional<Response> Dispatcher::check_load(const Request& request) {
  const Route& route = *request.route;
  const bool writes =
      route.scope == Scope::ingest || route.scope == Scope::collect || route.log_place == LogPlace::written;
  if (request.shop == nullptr || !writes) return std::nullopt;
  const bool many = request.ndjson || route.body == Body::file;
  const auto size = many ? store::WriteSize::large : store::WriteSize::small;
  const std::chrono::milliseconds wait = request.shop->slow_down(size);
  if (wait <= store::longest_lag_wait(size)) return std::nullopt;
  count_limited(request.shop->name(), "learner");
  Response refused = problem_response(503, store::learner_too_far_behind(wait).message());
  refused.header("Retry-After", fmt::format("{}", std::chrono::ceil<std::chrono::seconds>(wait).count()));
  return refused;
}

Response Dispatcher::run(Prepared& prepared) const {
  try {
    Request& request = prepared.request;
    WorkBudget budget(prepared.terms->budget, request.abandoned);
    request.budget = &budget;
    const auto handle = [&] {
      auto response = request.route->handler(request, services_);
      if (response) return *std::move(response);
      tell_operator(response.error(), prepared);
      return problem_response(with_parameters(request, response.error()));
    };
    Response response = services_.repeated->once(request, handle);
    prepared.spent = budget.spent();
    return response;
  } catch (const std::bad_alloc&) {
    log_error("a request was refused: memory ran out", {{"route", prepared.request.route->path}});
    return problem_response(out_of_memory());
  } catch (const std::exception& defect) {
    log_error("a handler failed", {{"route", prepared.request.route->path}, {"error", defect.what()}});
    return problem_response(500,
                            "the server has failed at this request; its log says more under the request id");
  }
}

}  // namespace suggestd::http
