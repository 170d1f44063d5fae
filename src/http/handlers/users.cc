#include "http/handlers/users.h"

#include <fmt/format.h>

#include "base/json_text.h"
#include "http/conditional.h"
#include "http/handlers/reading.h"
#include "http/handlers/writing.h"
#include "http/page_access.h"
#include "http/problem.h"
#include "http/terms.h"
#include "records/mutation_json.h"
#include "records/user_json.h"
#include "shop/personal_data.h"
#include "shop/shop.h"

namespace suggestd::http {
namespace {

using shop::RecordKind;

constexpr WriteStatuses kAlways200{200, 200};

Result<Response> post_users(const Request& request, Services&) {
  if (request.ndjson)
    return write_lines(request, RecordKind::users, request.terms->durability.users, line_rule(request));
  if (request.flag("merge"))
    return invalid("merge is for NDJSON; send one person with PATCH /v1/users/{user_id}");
  auto user = parse_user(request.body);
  if (!user) return user.error();
  const std::string id = user->user_id;
  return write_one(request, RecordKind::users, id, PutUser{*std::move(user)},
                   request.terms->durability.users);
}

Result<Response> put_user(const Request& request, Services&) {
  const std::string_view id = request.path_value("user_id");
  auto user = parse_user(request.body, id);
  if (!user) return user.error();
  return write_one(request, RecordKind::users, id, PutUser{*std::move(user)},
                   request.terms->durability.users);
}

// Checked on a blank person first, so that a bad patch is refused before anything is asked of the store.
Result<Response> patch_user(const Request& request, Services&) {
  const std::string_view id = request.path_value("user_id");
  User blank;
  blank.user_id = id;
  if (const auto tried = apply_merge_patch(blank, request.body); !tried) return tried.error();
  return write_one(request, RecordKind::users, id, PatchUser{std::string(id), std::string(request.body)},
                   request.terms->durability.users);
}

Result<Response> get_user(const Request& request, Services&) {
  const Position head = request.shop->head();
  const auto stored = request.shop->user(request.path_value("user_id"));
  if (!stored) return stored.error();
  return record_response(request, head, stored->last, to_json(stored->user));
}

// The erasure of /v1/privacy/people/{user_id}.
Result<Response> delete_user(const Request& request, Services&) {
  const std::string_view id = request.path_value("user_id");
  const Position head = request.shop->head();
  const auto precondition = precondition_of(request, head.epoch);
  if (!precondition) return precondition.error();
  const auto erased =
      request.shop->personal_data().erase({PersonIdKind::user, std::string(id)}, *precondition);
  if (!erased && erased.error().kind() == ErrorKind::conflict)
    return problem_response(412, fmt::format("'{}': {}", id, erased.error().message()));
  if (!erased) return erased.error();
  Response response = json_response(200, "");
  JsonWriter(response.body)
      .begin_object()
      .member("id", id)
      .member("result", "deleted")
      .member("seq", number(erased->record))
      .member("receipt_id", erased->id)
      .end_object();
  add_session(response, {head.epoch, erased->record});
  return response;
}

Result<Response> merge_user(const Request& request, Services&) {
  const std::string_view id = request.path_value("user_id");
  auto merge = parse_merge(request.body, id);
  if (!merge) return merge.error();
  if (Status own = check_merge(*request.caller, *merge); !own) return std::move(own).error();
  return write_one(request, RecordKind::users, id, *std::move(merge), request.terms->durability.users,
                   kAlways200);
}

Route user_route(std::string_view method, std::string_view path, std::string_view summary, Handler handler) {
  Route route{.method = method, .path = path, .tag = "Users", .summary = summary};
  route.scope = method == "GET" ? Scope::read : Scope::ingest;
  route.shop_needed = true;
  route.response_schema = method == "GET" ? "User" : "Written";
  route.log_place = method == "GET" ? LogPlace::records : LogPlace::written;
  route.tagged = method == "GET" ? Tagged::read : Tagged::written;
  route.statuses = {200, 404};
  route.handler = handler;
  return route;
}

}  // namespace

void add_user_routes(std::vector<Route>& routes) {
  Route post =
      user_route("POST", "/v1/users", "Creates or replaces people: many as NDJSON, or one.", post_users);
  post.body = Body::json_or_ndjson;
  post.request_schema = "NewUser";
  post.parameters = {kMergeParameter};
  post.statuses = {200, 201};
  post.idempotency_key = IdempotencyKey::kept;
  routes.push_back(post);

  Route put = user_route("PUT", "/v1/users/{user_id}",
                         "Creates or replaces what the shop tells about a person.", put_user);
  put.body = Body::json;
  put.request_schema = "User";
  put.statuses = {200, 201};
  routes.push_back(put);

  Route patch =
      user_route("PATCH", "/v1/users/{user_id}",
                 "Changes the fields that are named (JSON merge patch); null removes one.", patch_user);
  patch.body = Body::json;
  patch.request_schema = "UserPatch";
  patch.request_type = "application/merge-patch+json";
  routes.push_back(patch);

  routes.push_back(user_route("GET", "/v1/users/{user_id}", "What the shop told about a person.", get_user));
  routes.push_back(user_route("DELETE", "/v1/users/{user_id}",
                              "Erases the person: as DELETE /v1/privacy/people/{user_id}, which tells more.",
                              delete_user));

  Route merge =
      user_route("POST", "/v1/users/{user_id}/merge",
                 "At login: what the anonymous visitor did is the person's from now on. `undo` takes a "
                 "merge back. Two known people are never merged.",
                 merge_user);
  merge.browsers = Browsers::shoppers;
  merge.body = Body::json;
  merge.request_schema = "Merge";
  merge.statuses = {200, 404, 409};
  merge.idempotency_key = IdempotencyKey::kept;
  routes.push_back(merge);
}

}  // namespace suggestd::http
