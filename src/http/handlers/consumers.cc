#include "http/handlers/consumers.h"

#include <fmt/format.h>

#include "base/json_text.h"
#include "http/conditional.h"
#include "http/feed_token.h"
#include "http/handlers/reading.h"
#include "http/problem.h"
#include "records/json_reader.h"
#include "shop/shop.h"

namespace suggestd::http {
namespace {

void write_consumer(JsonWriter& out, const store::Consumer& consumer) {
  out.begin_object()
      .member("name", consumer.name)
      .member("position", to_text(consumer.position))
      .member("token", feed_token(consumer.position))
      .member("lag_records", consumer.lag_records)
      .member("lag_seconds", consumer.lag_seconds)
      .member("cut_off", consumer.cut_off)
      .end_object();
}

Response consumer_response(const store::Consumer& consumer) {
  Response response;
  JsonWriter writer(response.body);
  write_consumer(writer, consumer);
  add_entity_tag(response, consumer.etag);
  return response;
}

// Reads {"position": "1:5"} or {"token": "f..."}: either name may have either form.
Result<Position> read_position(std::string_view body) {
  const auto json = parse_json(body);
  if (!json) return json.error();
  std::string text;
  FieldErrors errors;
  ObjectReader in(json->root(), "", errors);
  in.text("token", text);
  const bool by_token = !text.empty();
  in.text("position", text);
  in.finish();
  if (errors.any()) return errors.error();
  const char* pointer = by_token ? "/token" : "/position";
  if (text.empty())
    return invalid_field(pointer, "is missing: the `next` of the last page that was worked off");
  const auto position = parse_feed_token(text);
  if (!position) return invalid_field(pointer, position.error().message());
  return *position;
}

Response changed_meanwhile(std::string_view name) {
  return problem_response(412,
                          fmt::format("consumer '{}' has changed since you read it; read it again", name));
}

Result<Response> put_consumer(const Request& request, Services&) {
  const std::string_view name = request.path_value("name");
  const auto position = read_position(request.body);
  if (!position) return position.error();
  const auto before = request.shop->consumer(name);
  const auto good = may_write(request, before ? std::optional<std::string_view>(before->etag) : std::nullopt);
  if (!good) return good.error();
  if (!*good) return changed_meanwhile(name);
  const std::string if_match = request.header("If-Match").empty() ? "" : before->etag;
  const auto stored = request.shop->put_consumer(name, *position, if_match);
  if (stored) return consumer_response(*stored);
  // A conflict is either another writer in between, or a position of another epoch.
  const auto now = request.shop->consumer(name);
  const bool overtaken = !if_match.empty() && now && now->etag != if_match;
  return overtaken ? changed_meanwhile(name) : problem_response(stored.error());
}

Result<Response> get_consumer(const Request& request, Services&) {
  const auto consumer = request.shop->consumer(request.path_value("name"));
  if (!consumer) return consumer.error();
  if (already_known(request, consumer->etag)) return not_modified(consumer->etag);
  return consumer_response(*consumer);
}

Result<Response> get_consumers(const Request& request, Services&) {
  const auto consumers = request.shop->consumers();
  if (!consumers) return consumers.error();
  Response response;
  JsonWriter writer(response.body);
  writer.begin_object().key("consumers").begin_array();
  for (const store::Consumer& consumer : *consumers) write_consumer(writer, consumer);
  writer.end_array().end_object();
  return response;
}

Result<Response> delete_consumer(const Request& request, Services&) {
  if (Status removed = request.shop->remove_consumer(request.path_value("name")); !removed)
    return std::move(removed).error();
  return json_response(200, R"({"result":"deleted"})");
}

// Reading needs the scope `read`. Moving or deleting a consumer decides which records retention may take
// away, so it needs `ingest` like every change of what the shop keeps.
Route consumer_route(std::string_view method, std::string_view summary, Handler handler) {
  Route route{.method = method, .path = "/v1/changes/consumers/{name}", .tag = "Changes", .summary = summary};
  route.scope = Scope::read;
  route.shop_needed = true;
  route.response_schema = "Consumer";
  route.statuses = {200, 404};
  route.handler = handler;
  return route;
}

}  // namespace

void add_consumer_routes(std::vector<Route>& routes) {
  Route put = consumer_route(
      "PUT", "Stores how far a consumer has read; If-Match keeps two of one name apart.", put_consumer);
  put.scope = Scope::ingest;
  put.body = Body::json;
  put.request_schema = "ConsumerPosition";
  put.statuses = {200, 409, 412};
  put.tagged = Tagged::written;
  routes.push_back(put);
  Route get =
      consumer_route("GET", "A consumer's position and its lag in records and seconds.", get_consumer);
  get.tagged = Tagged::read;
  routes.push_back(get);
  Route remove =
      consumer_route("DELETE", "Forgets a consumer; retention no longer waits for it.", delete_consumer);
  remove.scope = Scope::ingest;
  remove.response_schema = "Deleted";
  routes.push_back(remove);
  Route all = consumer_route("GET", "All consumers.", get_consumers);
  all.path = "/v1/changes/consumers";
  all.response_schema = "Consumers";
  all.statuses = {200};
  routes.push_back(all);
}

}  // namespace suggestd::http
