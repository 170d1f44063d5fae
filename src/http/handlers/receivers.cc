#include "http/handlers/receivers.h"

#include "base/json_text.h"
#include "campaigns/receiver_book.h"
#include "http/services.h"
#include "shop/shop.h"

namespace suggestd::http {
namespace {

campaigns::ReceiverBook book_of(const Request& request, const Services& services) {
  return {services.store->meta(), request.shop->id()};
}

// The lists name the shop's people: a key that may not read those must not have them sent somewhere.
Status check_maker(const Caller& caller) {
  if (allows(caller.scopes, Scope::read)) return {};
  return Error(
      ErrorKind::denied,
      "a receiver gets lists that name people, so it takes a key with the scopes merchandise and read; "
      "yours has " +
          to_text(caller.scopes));
}

Result<Response> put_receiver(const Request& request, Services& services) {
  if (Status good = check_maker(*request.caller); !good) return std::move(good).error();
  const auto receiver = campaigns::parse_receiver(request.path_value("name"), request.body);
  if (!receiver) return receiver.error();
  const auto made = book_of(request, services).put(*receiver);
  if (!made) return made.error();
  return json_response(*made ? 201 : 200, to_json(*receiver));
}

Result<Response> get_receiver(const Request& request, Services& services) {
  const auto receiver = book_of(request, services).find(request.path_value("name"));
  if (!receiver) return receiver.error();
  return json_response(200, to_json(*receiver));
}

Result<Response> get_receivers(const Request& request, Services& services) {
  const auto all = book_of(request, services).all();
  if (!all) return all.error();
  Response response = json_response(200, "");
  JsonWriter out(response.body);
  out.begin_object().key("receivers").begin_object();
  for (const campaigns::Receiver& receiver : *all) out.key(receiver.name).raw(to_json(receiver));
  out.end_object().end_object();
  return response;
}

Result<Response> delete_receiver(const Request& request, Services& services) {
  const std::string_view name = request.path_value("name");
  if (Status removed = book_of(request, services).remove(name); !removed) return std::move(removed).error();
  Response response = json_response(200, "");
  JsonWriter(response.body).begin_object().member("result", "deleted").member("name", name).end_object();
  return response;
}

Route receiver_route(std::string_view method, std::string_view summary, Handler handler) {
  Route route{.method = method, .path = "/v1/receivers/{name}", .tag = "Campaigns", .summary = summary};
  route.scope = Scope::merchandise;
  route.shop_needed = true;
  route.response_schema = "Receiver";
  route.statuses = {200, 404};
  route.handler = handler;
  return route;
}

}  // namespace

void add_receiver_routes(std::vector<Route>& routes) {
  Route put = receiver_route(
      "PUT",
      "Makes or changes a receiver of campaigns' lists. Its secret signs what is pushed, and is never told.",
      put_receiver);
  put.body = Body::json;
  put.request_schema = "NewReceiver";
  put.statuses = {200, 201};
  routes.push_back(put);
  routes.push_back(receiver_route("GET", "A receiver, without its secret.", get_receiver));
  Route remove =
      receiver_route("DELETE", "Forgets a receiver; a push to it that is under way fails at its next start.",
                     delete_receiver);
  remove.response_schema = "DeletedReceiver";
  routes.push_back(remove);
  Route all = receiver_route("GET", "All receivers by name, without their secrets.", get_receivers);
  all.path = "/v1/receivers";
  all.response_schema = "Receivers";
  all.statuses = {200};
  routes.push_back(all);
}

}  // namespace suggestd::http
