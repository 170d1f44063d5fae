#include "http/handlers/catalogue_syncs.h"

#include "base/json_text.h"
#include "http/handlers/writing.h"
#include "http/services.h"
#include "records/product_json.h"
#include "shop/shop.h"

namespace suggestd::http {
namespace {

Result<Response> start_sync(const Request& request, Services&) {
  const auto started = request.shop->start_sync(request.repeat);
  if (!started) return started.error();
  Response response = json_response(201, "");
  JsonWriter(response.body)
      .begin_object()
      .member("sync_id", started->sync_id)
      .member("products", std::uint64_t{started->products})
      .end_object();
  add_repeated(response, started->repeated);
  return response;
}

Result<Response> send_product(const Request& request) {
  auto product = parse_product(request.body, {}, request.shop->settings()->currency);
  if (!product) return product.error();
  Status noted = request.shop->note_sync(request.path_value("sync_id"), to_json(*product));
  if (!noted) return std::move(noted).error();
  const std::string id = product->product_id;
  return write_one(request, shop::RecordKind::products, id, PutProduct{*std::move(product)},
                   store::Durability::synced);
}

// The ids are noted first: a product whose line is refused was sent all the same.
Result<Response> send_products(const Request& request, Services&) {
  if (!request.ndjson) return send_product(request);
  Status noted = request.shop->note_sync(request.path_value("sync_id"), request.body);
  if (!noted) return std::move(noted).error();
  return write_lines(request, shop::RecordKind::products, store::Durability::synced, line_rule(request));
}

Result<Response> finish_sync(const Request& request, Services&) {
  const auto finished =
      request.shop->finish_sync(request.path_value("sync_id"), request.flag("confirm"), request.repeat);
  if (!finished) return finished.error();
  Response response;
  JsonWriter(response.body)
      .begin_object()
      .member("products", std::uint64_t{finished->products})
      .member("seen", std::uint64_t{finished->seen})
      .member("hidden", std::uint64_t{finished->hidden})
      .end_object();
  add_session(response, finished->position);
  add_repeated(response, finished->repeated);
  return response;
}

Result<Response> abort_sync(const Request& request, Services&) {
  Status aborted = request.shop->abort_sync(request.path_value("sync_id"));
  if (!aborted) return std::move(aborted).error();
  return json_response(200, R"({"result":"aborted"})");
}

Route sync_route(std::string_view method, std::string_view path, std::string_view summary, Handler handler) {
  Route route{.method = method, .path = path, .tag = "Products", .summary = summary};
  route.scope = Scope::ingest;
  route.shop_needed = true;
  route.statuses = {200, 404};
  route.handler = handler;
  return route;
}

}  // namespace

void add_catalogue_sync_routes(std::vector<Route>& routes) {
  Route start = sync_route("POST", "/v1/catalogue-syncs",
                           "Begins a full synchronisation: products that are not sent before it is finished "
                           "will be hidden.",
                           start_sync);
  start.statuses = {201};
  start.response_schema = "SyncStarted";
  start.idempotency_key = IdempotencyKey::kept;
  routes.push_back(start);

  Route send = sync_route(
      "POST", "/v1/catalogue-syncs/{sync_id}/products",
      "Products of the synchronisation; as POST /v1/products, in as many parts as needed.", send_products);
  send.body = Body::json_or_ndjson;
  send.tagged = Tagged::written;
  send.statuses = {200, 201, 404};
  send.log_place = LogPlace::written;
  send.parameters = {kMergeParameter};
  send.idempotency_key = IdempotencyKey::kept;
  send.request_schema = "NewProduct";
  send.response_schema = "Written";
  routes.push_back(send);

  Route finish = sync_route("POST", "/v1/catalogue-syncs/{sync_id}/finish",
                            "Hides what was not sent. 409 if that is more than catalogue.most_hidden allows: "
                            "look, then confirm or abort.",
                            finish_sync);
  finish.parameters = {{.name = "confirm", .type = ParameterType::flag, .help = "Hide them all the same."}};
  finish.statuses = {200, 404, 409};
  finish.response_schema = "SyncFinished";
  finish.log_place = LogPlace::written;
  finish.idempotency_key = IdempotencyKey::kept;
  routes.push_back(finish);

  Route abort = sync_route("DELETE", "/v1/catalogue-syncs/{sync_id}",
                           "Ends the synchronisation; nothing is hidden.", abort_sync);
  abort.response_schema = "Deleted";
  routes.push_back(abort);
}

}  // namespace suggestd::http
