#include "http/handlers/consumers.h"

#include <fmt/format.h>

#include "base/json_text.h"
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
  response.header("ETag", fmt::format("\"{}\"", consumer.etag));
  return response;
}

std::string_view unquoted(std::string_view etag) {
  if (etag.size() >= 2 && etag.front() == '"' && etag.back() == '"') return etag.substr(1, etag.size() - 2);
  return etag;
}

// {"position": "1:5"} or {"token": "f..."}: either form, either name.
Result<Position> read_position(std::string_view body) {
  const auto json = parse_json(body);
  if (!json) return json.error();
  std::string text;
  FieldErrors errors;
  ObjectReader in(*json, "", errors);
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
  std::string_view if_match = unquoted(request.header("If-Match"));
  if (!if_match.empty() && !before) return changed_meanwhile(name);
  if (request.header("If-None-Match") == "*" && before) return changed_meanwhile(name);
  if (if_match == "*") if_match = before->etag;
  if (!if_match.empty() && if_match != before->etag) return changed_meanwhile(name);
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
  put.body = Body::json;
  put.request_schema = "ConsumerPosition";
  put.statuses = {200, 409, 412};
  routes.push_back(put);
  routes.push_back(
      consumer_route("GET", "A consumer's position and its lag in records and seconds.", get_consumer));
  routes.push_back(
      consumer_route("DELETE", "Forgets a consumer; retention no longer waits for it.", delete_consumer));
  Route all = consumer_route("GET", "All consumers.", get_consumers);
  all.path = "/v1/changes/consumers";
  all.response_schema = "Consumers";
  all.statuses = {200};
  routes.push_back(all);
}

}  // namespace suggestd::http
