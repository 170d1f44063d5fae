#include "http/handlers/users.h"

#include "http/handlers/reading.h"
#include "http/handlers/writing.h"
#include "records/mutation_json.h"
#include "records/user_json.h"
#include "shop/shop.h"

namespace suggestd::http {
namespace {

using shop::RecordKind;

constexpr WriteStatuses kAlways200{200, 200};

Result<Response> post_users(const Request& request, Services& services) {
  if (request.ndjson) return write_lines(request, services, RecordKind::users, services.durability.users);
  auto user = parse_user(request.body);
  if (!user) return user.error();
  const std::string id = user->user_id;
  return write_one(request, RecordKind::users, id, PutUser{*std::move(user)}, services.durability.users);
}

Result<Response> put_user(const Request& request, Services& services) {
  const std::string_view id = request.path_value("user_id");
  auto user = parse_user(request.body, id);
  if (!user) return user.error();
  return write_one(request, RecordKind::users, id, PutUser{*std::move(user)}, services.durability.users);
}

Result<Response> get_user(const Request& request, Services&) {
  const Position head = request.shop->head();
  const auto stored = request.shop->user(request.path_value("user_id"));
  if (!stored) return stored.error();
  return record_response(request, head, stored->last, to_json(stored->user));
}

Result<Response> delete_user(const Request& request, Services& services) {
  const std::string_view id = request.path_value("user_id");
  return write_one(request, RecordKind::users, id, DeleteUser{std::string(id)}, services.durability.users);
}

Result<Response> merge_user(const Request& request, Services& services) {
  const std::string_view id = request.path_value("user_id");
  auto merge = parse_merge(request.body, id);
  if (!merge) return merge.error();
  return write_one(request, RecordKind::users, id, *std::move(merge), services.durability.users, kAlways200);
}

Route user_route(std::string_view method, std::string_view path, std::string_view summary, Handler handler) {
  Route route{.method = method, .path = path, .tag = "Users", .summary = summary};
  route.scope = method == "GET" ? Scope::read : Scope::ingest;
  route.shop_needed = true;
  route.response_schema = method == "GET" ? "User" : "Written";
  route.statuses = {200, 404};
  route.handler = handler;
  return route;
}

}  // namespace

void add_user_routes(std::vector<Route>& routes) {
  Route post =
      user_route("POST", "/v1/users", "Creates or replaces people: many as NDJSON, or one.", post_users);
  post.body = Body::json_or_ndjson;
  post.request_schema = "User";
  post.statuses = {200, 201};
  routes.push_back(post);

  Route put = user_route("PUT", "/v1/users/{user_id}",
                         "Creates or replaces what the shop tells about a person.", put_user);
  put.body = Body::json;
  put.request_schema = "User";
  put.statuses = {200, 201};
  routes.push_back(put);

  routes.push_back(user_route("GET", "/v1/users/{user_id}", "What the shop told about a person.", get_user));
  routes.push_back(
      user_route("DELETE", "/v1/users/{user_id}", "Deletes the profile and the history.", delete_user));

  Route merge =
      user_route("POST", "/v1/users/{user_id}/merge",
                 "At login: what the anonymous visitor did is the person's from now on. `undo` takes a "
                 "merge back. Two known people are never merged.",
                 merge_user);
  merge.body = Body::json;
  merge.request_schema = "Merge";
  merge.statuses = {200, 404, 409};
  routes.push_back(merge);
}

}  // namespace suggestd::http
