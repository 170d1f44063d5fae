#include "http/handlers/keys.h"

#include <algorithm>

#include <fmt/format.h>

#include "access/key_ring.h"
#include "access/limits.h"
#include "access/roles.h"
#include "base/json_text.h"
#include "base/or_null.h"
#include "base/time.h"
#include "http/handlers/key_request.h"
#include "http/handlers/registration.h"
#include "http/key_day.h"
#include "http/problem.h"
#include "http/services.h"

namespace suggestd::http {
namespace {

void write_texts(JsonWriter& out, std::string_view name, const std::vector<std::string>& texts) {
  out.key(name).begin_array();
  for (const std::string& text : texts) out.value(text);
  out.end_array();
}

// The day of a key's own quota; null for a key without one.
void write_day(JsonWriter& out, const KeyRecord& key, const Services& services) {
  out.key("day");
  if (!key.units_per_day) {
    out.null();
    return;
  }
  DayCount day(key.day);
  write_day_use(out, *key.units_per_day, day.use(zone_of_keys(key.caller.shop, services), now()));
}

void write_members(JsonWriter& out, const KeyRecord& key, const Services& services) {
  out.member("key_id", key.caller.key_id)
      .member("kind", key_kind(key.caller))
      .member("state", key_state_name(state_of(key, now())));
  write_text_or_null(out, "shop", key.caller.shop);
  out.key("scopes").begin_array();
  for_each_scope(key.caller.scopes, [&](Scope scope) { out.value(scope_name(scope)); });
  out.end_array();
  if (key.caller.page != nullptr) {
    write_texts(out, "origins", key.caller.page->origins);
    write_texts(out, "scenarios", key.caller.page->scenarios);
  }
  out.member("name", key.name)
      .member("created_at", to_rfc3339(key.created))
      .member("created_by", key.created_by);
  write_time_or_null(out, "expires_at", key.expires);
  write_time_or_null(out, "revoked_at", key.revoked);
  out.key("last_used");
  if (key.last_used) {
    out.value(to_rfc3339(Timestamp(*key.last_used)).substr(0, std::string_view("2026-01-01").size()));
  } else {
    out.null();
  }
  write_day(out, key, services);
}

Response key_response(int status, const KeyRecord& key, const Services& services) {
  Response response = json_response(status, "");
  JsonWriter out(response.body);
  out.begin_object();
  write_members(out, key, services);
  out.end_object();
  response.audit.shop = key.caller.shop;
  return response;
}

// The only answer that ever holds the key itself.
Response new_key_response(const NewKey& key, const Services& services) {
  Response response = json_response(201, "");
  JsonWriter out(response.body);
  out.begin_object().member("key", key.text);
  write_members(out, key.record, services);
  out.end_object();
  response.header("Location", fmt::format("/v1/keys/{}", key.record.caller.key_id));
  response.header("Cache-Control", "no-store");
  response.audit.shop = key.record.caller.shop;
  return response;
}

Error beyond_shop(const Caller& caller) {
  return {ErrorKind::denied, fmt::format("your roles reach the shop '{}' alone", caller.shop)};
}

Error beyond_grants(ScopeSet scopes) {
  return {ErrorKind::denied,
          fmt::format("your roles do not let you hand on a key with the scopes {}", to_text(scopes))};
}

// Whoever administers one shop meets the keys of that shop, as if there were no others.
Result<KeyRecord> seen_key(const Request& request, Services& services) {
  const std::string_view id = request.path_value("key_id");
  auto key = services.keys->get(id);
  if (!key) return key;
  const std::string& shop = request.caller->shop;
  if (!shop.empty() && key->caller.shop != shop) return not_found(fmt::format("there is no key '{}'", id));
  return key;
}

// Strangers must not use up the places of everybody else's keys.
Status check_room(const Request& request, const Services& services) {
  if (!is_stranger(request, services)) return {};
  const auto keys = services.keys->list();
  if (!keys) return keys.error();
  const auto known =
      std::ranges::count(*keys, request.caller->shop, [](const KeyRecord& key) { return key.caller.shop; });
  if (static_cast<std::uint64_t>(known) < limits::kRegisteredKeys.most) return {};
  return conflict(fmt::format(
      "this shop has {} keys already, those that ended in the last 90 days among them: the most of one that "
      "was registered",
      known));
}

Result<Response> post_key(const Request& request, Services& services) {
  const Result<KeyRequest> wanted = parse_key_request(request.body, now());
  if (!wanted) return wanted.error();
  const Caller& caller = *request.caller;
  if (!caller.shop.empty() && wanted->shop != caller.shop) return beyond_shop(caller);
  if (!may_grant(caller, wanted->scopes)) return beyond_grants(wanted->scopes);
  const auto shop_is_there = [&] {
    return wanted->shop.empty() || services.administration.get(wanted->shop).ok();
  };
  if (!shop_is_there())
    return invalid_field("/shop",
                         fmt::format("there is no shop '{}'; GET /v1/shops lists them", wanted->shop));
  if (Status room = check_room(request, services); !room) return std::move(room).error();
  NewKey key = make_key(wanted->shop, wanted->scopes, wanted->page);
  key.record.name = wanted->name;
  key.record.expires = wanted->expires;
  key.record.units_per_day = wanted->units_per_day;
  key.record.created_by = caller.key_id;
  if (Status added = services.keys->add(key); !added) return std::move(added).error();
  if (!shop_is_there()) {  // deleted meanwhile: the key must not open a later shop of that name
    if (const auto revoked = services.keys->revoke(key.record.caller.key_id); !revoked)
      return revoked.error();
    return not_found(fmt::format("the shop '{}' was deleted", wanted->shop));
  }
  return new_key_response(key, services);
}

Result<Response> get_keys(const Request& request, Services& services) {
  const auto keys = services.keys->list();
  if (!keys) return keys.error();
  Response response;
  JsonWriter out(response.body);
  out.begin_object().key("keys").begin_array();
  for (const KeyRecord& key : *keys) {
    if (request.has("shop") && key.caller.shop != request.text("shop")) continue;
    if (!request.caller->shop.empty() && key.caller.shop != request.caller->shop) continue;
    out.begin_object();
    write_members(out, key, services);
    out.end_object();
  }
  out.end_array().end_object();
  return response;
}

Result<Response> get_key(const Request& request, Services& services) {
  const auto key = seen_key(request, services);
  if (!key) return key.error();
  return key_response(200, *key, services);
}

Result<Response> delete_key(const Request& request, Services& services) {
  if (const auto seen = seen_key(request, services); !seen) return seen.error();
  const auto key = services.keys->revoke(request.path_value("key_id"));
  if (!key) return key.error();
  return key_response(200, *key, services);
}

Result<Response> rotate_key(const Request& request, Services& services) {
  const auto wanted = parse_rotation(request.body, now());
  if (!wanted) return wanted.error();
  const auto seen = seen_key(request, services);
  if (!seen) return seen.error();
  if (!may_grant(*request.caller, seen->caller.scopes)) return beyond_grants(seen->caller.scopes);
  if (Status room = check_room(request, services); !room) return std::move(room).error();
  const auto key = services.keys->rotate(request.path_value("key_id"), wanted->old_ends,
                                         request.caller->key_id, wanted->units_per_day);
  if (!key) return key.error();
  return new_key_response(*key, services);
}

Route key_route(std::string_view method, std::string_view path, std::string_view summary, Handler handler) {
  Route route{.method = method, .path = path, .tag = "Keys", .summary = summary};
  route.scope = Scope::admin;
  route.serves = Serves::admin;
  route.within_shop = true;
  route.response_schema = "Key";
  route.handler = handler;
  return route;
}

}  // namespace

void add_key_routes(std::vector<Route>& routes) {
  Route post = key_route("POST", "/v1/keys",
                         "Makes a key. The answer is the only place where it ever stands; the server keeps "
                         "its hash. A repeat makes another key, so no Idempotency-Key is taken.",
                         post_key);
  post.body = Body::json;
  post.request_schema = "KeyRequest";
  post.response_schema = "NewKey";
  post.idempotency_key = IdempotencyKey::refused;
  post.statuses = {201, 409};
  routes.push_back(post);

  Route list = key_route("GET", "/v1/keys",
                         "All keys, oldest first, with those that ended in the last 90 days.", get_keys);
  list.parameters = {{.name = "shop", .help = "Only the keys of this shop."}};
  list.response_schema = "Keys";
  list.statuses = {200};
  routes.push_back(list);

  Route get = key_route("GET", "/v1/keys/{key_id}", "What is known of one key.", get_key);
  get.statuses = {200, 404};
  routes.push_back(get);

  Route remove = key_route("DELETE", "/v1/keys/{key_id}",
                           "Revokes a key: it opens nothing from the next request on, also on connections "
                           "that are open.",
                           delete_key);
  remove.statuses = {200, 404};
  routes.push_back(remove);

  Route rotate = key_route(
      "POST", "/v1/keys/{key_id}/rotate",
      "Makes a key that opens the same, with the same quota. Both are alive until `old_expires_at`, seven "
      "days from now if it is left out, so that nobody is locked out meanwhile.",
      rotate_key);
  rotate.body = Body::json;
  rotate.body_optional = true;
  rotate.request_schema = "KeyRotation";
  rotate.response_schema = "NewKey";
  rotate.idempotency_key = IdempotencyKey::refused;
  rotate.statuses = {201, 404, 409};
  routes.push_back(rotate);
}

}  // namespace suggestd::http
