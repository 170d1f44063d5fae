#include "http/handlers/context.h"

#include <fmt/format.h>

#include "base/json_text.h"
#include "http/handlers/writing.h"
#include "shop/context_book.h"
#include "shop/shop.h"

namespace suggestd::http {
namespace {

void write_point_now(JsonWriter& out, const shop::ContextSeries& series) {
  out.key("now");
  if (const shop::ContextPoint* point = series.at(now())) {
    out.raw(point->value);
  } else {
    out.null();
  }
}

Result<Response> written(std::string_view name, std::string_view what, int status,
                         const Result<shop::CommitResult>& result) {
  if (!result) return result.error();
  Response response = json_response(status, "");
  JsonWriter(response.body)
      .begin_object()
      .member("id", name)
      .member("result", what)
      .member("seq", number(result->outcomes.front().sequence))
      .end_object();
  add_session(response, result->position);
  return response;
}

Result<Response> put_series(const Request& request, Services&) {
  const std::string_view name = request.path_value("series");
  Result<shop::ContextSeries> series = shop::parse_context_series(name, request.body);
  if (!series) return series.error();
  const auto result = request.shop->put_context(std::move(*series));
  const OutcomeKind kind = result ? result->outcomes.front().kind : OutcomeKind::updated;
  const bool created = kind == OutcomeKind::created;
  return written(name, created ? "created" : (kind == OutcomeKind::unchanged ? "unchanged" : "updated"),
                 created ? 201 : 200, result);
}

Result<Response> get_series(const Request& request, Services&) {
  const std::string_view name = request.path_value("series");
  const auto all = request.shop->context();
  const auto found = all->find(name);
  if (found == all->end()) return not_found(fmt::format("no series '{}' is known", name));
  Response response;
  JsonWriter writer(response.body);
  writer.begin_object().member("name", name);
  write_point_now(writer, *found->second);
  shop::write_points(writer, *found->second);
  writer.end_object();
  return response;
}

Result<Response> get_all(const Request& request, Services&) {
  Response response;
  JsonWriter writer(response.body);
  writer.begin_object().key("series").begin_array();
  const auto all = request.shop->context();
  for (const auto& [name, series] : *all) {
    writer.begin_object().member("name", name).member("points", std::uint64_t{series->points.size()});
    write_point_now(writer, *series);
    writer.end_object();
  }
  writer.end_array().end_object();
  return response;
}

Result<Response> delete_series(const Request& request, Services&) {
  const std::string_view name = request.path_value("series");
  return written(name, "deleted", 200, request.shop->remove_context(name));
}

Route context_route(std::string_view method, Scope scope, std::string_view summary, Handler handler) {
  Route route{.method = method, .path = "/v1/context/{series}", .tag = "Context", .summary = summary};
  route.scope = scope;
  route.shop_needed = true;
  route.statuses = {200, 404};
  route.response_schema = "ContextSeries";
  route.handler = handler;
  return route;
}

}  // namespace

void add_context_routes(std::vector<Route>& routes) {
  Route put = context_route(
      "PUT", Scope::ingest,
      "Replaces a series of signals: the point that holds is context.NAME in filters and boosters.",
      put_series);
  put.body = Body::json;
  put.request_schema = "ContextSeries";
  put.response_schema = "Written";
  put.log_place = LogPlace::written;
  put.statuses = {200, 201, 409};
  routes.push_back(put);
  routes.push_back(context_route("GET", Scope::read, "A series, and the value that holds now.", get_series));
  Route remove = context_route("DELETE", Scope::ingest, "Forgets a series.", delete_series);
  remove.response_schema = "Written";
  remove.log_place = LogPlace::written;
  routes.push_back(remove);
  Route all =
      context_route("GET", Scope::read, "All series by name, with the values that hold now.", get_all);
  all.path = "/v1/context";
  all.response_schema = "ContextNames";
  all.statuses = {200};
  routes.push_back(all);
}

}  // namespace suggestd::http
