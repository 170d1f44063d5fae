#include "http/handlers/orders.h"

#include "base/json_text.h"
#include "http/handlers/reading.h"
#include "http/handlers/writing.h"
#include "http/terms.h"
#include "records/mutation_json.h"
#include "records/order_json.h"
#include "shop/shop.h"

namespace suggestd::http {
namespace {

using shop::RecordKind;

constexpr WriteStatuses kAlways200{200, 200};

Result<Response> post_orders(const Request& request, Services&) {
  if (request.ndjson) return write_lines(request, RecordKind::orders, request.terms->durability.orders);
  auto order = parse_order(request.body, request.shop->settings()->currency);
  if (!order) return order.error();
  const std::string id = order->order_id;
  return write_one(request, RecordKind::orders, id, PlaceOrder{*std::move(order)},
                   request.terms->durability.orders);
}

Result<Response> put_order(const Request& request, Services&) {
  auto order = parse_order(request.body, request.shop->settings()->currency);
  if (!order) return order.error();
  const std::string_view id = request.path_value("order_id");
  if (order->order_id != id) return invalid_field("/order_id", "differs from the id in the path");
  return write_one(request, RecordKind::orders, id, ChangeOrder{*std::move(order)},
                   request.terms->durability.orders, kAlways200);
}

Result<Response> cancel_order(const Request& request, Services&) {
  const std::string_view id = request.path_value("order_id");
  auto cancel = parse_cancel(request.body, id);
  if (!cancel) return cancel.error();
  return write_one(request, RecordKind::orders, id, *std::move(cancel), request.terms->durability.orders,
                   kAlways200);
}

Result<Response> refund_order(const Request& request, Services&) {
  const std::string_view id = request.path_value("order_id");
  auto refund = parse_refund(request.body, id);
  if (!refund) return refund.error();
  return write_one(request, RecordKind::orders, id, *std::move(refund), request.terms->durability.orders,
                   kAlways200);
}

Result<Response> get_order(const Request& request, Services&) {
  const Position head = request.shop->head();
  const auto stored = request.shop->order(request.path_value("order_id"));
  if (!stored) return stored.error();
  return record_response(request, head, stored->last, to_json(stored->order));
}

Result<Response> get_orders_of_user(const Request& request, Services&) {
  const Position head = request.shop->head();
  const auto page = request.shop->orders_of(request.path_value("user_id"),
                                            static_cast<std::size_t>(request.integer("limit")),
                                            request.text("cursor"), request.budget->bytes_left() / 2);
  if (!page) return page.error();
  std::string json = "{\"orders\":[";
  for (std::size_t i = 0; i < page->orders.size(); ++i) {
    if (i > 0) json += ',';
    append_json(json, page->orders[i].order);
  }
  json += "],\"next\":";
  if (page->next.empty()) {
    json += "null";
  } else {
    append_json_string(json, page->next);
  }
  json += '}';
  return records_response(head, std::move(json));
}

Route order_route(std::string_view method, std::string_view path, std::string_view summary, Handler handler) {
  Route route{.method = method, .path = path, .tag = "Orders", .summary = summary};
  route.scope = method == "GET" ? Scope::read : Scope::ingest;
  route.shop_needed = true;
  route.body = method == "GET" ? Body::none : Body::json;
  route.response_schema = method == "GET" ? "Order" : "Written";
  route.statuses = method == "GET" ? std::vector<int>{200, 404} : std::vector<int>{200, 404, 409};
  route.log_place = method == "GET" ? LogPlace::records : LogPlace::written;
  route.tagged = method == "GET" ? Tagged::read : Tagged::written;
  route.handler = handler;
  return route;
}

}  // namespace

void add_order_routes(std::vector<Route>& routes) {
  Route post =
      order_route("POST", "/v1/orders",
                  "Places one order, or many as NDJSON. 201: new; 200: the same again, with its first "
                  "sequence; 409: the same id with other content, naming the field.",
                  post_orders);
  post.body = Body::json_or_ndjson;
  post.request_schema = "Order";
  post.statuses = {200, 201, 409};
  post.idempotency_key = IdempotencyKey::kept;
  routes.push_back(post);

  Route put = order_route("PUT", "/v1/orders/{order_id}",
                          "A later version of an order. One with an older updated_at is ignored and says so.",
                          put_order);
  put.request_schema = "Order";
  routes.push_back(put);

  Route cancel =
      order_route("POST", "/v1/orders/{order_id}/cancel", "Takes the whole order back.", cancel_order);
  cancel.request_schema = "Cancel";
  cancel.body_optional = true;
  cancel.idempotency_key = IdempotencyKey::kept;
  routes.push_back(cancel);

  Route refund = order_route("POST", "/v1/orders/{order_id}/refunds",
                             "Takes lines back, or parts of them; without lines, all. A refund_id or an "
                             "Idempotency-Key makes a repeat harmless.",
                             refund_order);
  refund.request_schema = "Refund";
  refund.body_optional = true;
  refund.idempotency_key = IdempotencyKey::kept;
  routes.push_back(refund);

  routes.push_back(order_route("GET", "/v1/orders/{order_id}", "One order as it is now.", get_order));

  Route history = order_route("GET", "/v1/users/{user_id}/orders", "A person's orders, newest first.",
                              get_orders_of_user);
  history.response_schema = "Orders";
  history.statuses = {200};
  history.tagged = Tagged::no;
  history.parameters = {{.name = "limit",
                         .type = ParameterType::integer,
                         .help = "Orders in one page.",
                         .standard = "10",
                         .smallest = 1,
                         .largest = 1000},
                        {.name = "cursor", .help = "`next` of the page before."}};
  routes.push_back(history);
}

}  // namespace suggestd::http
